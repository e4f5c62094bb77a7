import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { DiagnosticSeverity, Parser } from '@asyncapi/parser'
import { asyncApiDocument } from '#protocol/asyncapi'
import { clientFrames } from '#protocol/frames/client'
import { serverFrames } from '#protocol/frames/server'
import { referenceDocuments } from './reference'

const root = join(import.meta.dir, '..')

async function complaints(document: unknown): Promise<string[]> {
  const found = await new Parser().validate(JSON.stringify(document))
  return found
    .filter(({ severity }) => severity === DiagnosticSeverity.Error || severity === DiagnosticSeverity.Warning)
    .map(({ path, message }) => `${path.join('/')}: ${message}`)
}

test('the committed reference is what the code says; if not, run `bun scripts/reference.ts`', async () => {
  const stale: string[] = []
  for (const [path, text] of Object.entries(await referenceDocuments())) {
    const file = Bun.file(join(root, path))
    if (!(await file.exists()) || (await file.text()) !== text) stale.push(path)
  }
  expect(stale).toEqual([])
})

test('AsyncAPI: the parser finds nothing wrong', async () => {
  expect(await complaints(asyncApiDocument('0.0.0'))).toEqual([])
}, 30_000)

test('AsyncAPI: the parser would tell', async () => {
  const text = JSON.stringify(asyncApiDocument('0.0.0'))
  expect(await complaints(JSON.parse(text.replace('#/components/schemas/Room"', '#/components/schemas/Rom"')))).not.toEqual([])
  expect(await complaints(JSON.parse(text.replace('"action":"receive"', '"action":"hear"')))).not.toEqual([])
}, 30_000)

test('AsyncAPI: every frame is there, both ways', () => {
  const operations = Object.keys(Object(asyncApiDocument('0.0.0')['operations']))
  expect(operations.toSorted()).toEqual(
    [...Object.keys(clientFrames).map((type) => `request.${type}`), ...Object.keys(serverFrames).map((type) => `event.${type}`)].toSorted(),
  )
})

import { expect, test } from 'bun:test'
import { unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** Problems redocly sees with its recommended rules, as `rule at place`. It runs on node, without network. */
async function redocly(path: string): Promise<string[]> {
  const cli = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'))
  const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1', CI: '1' }
  const child = Bun.spawn(['node', cli, 'lint', path, '--extends=recommended', '--format=json', '--max-problems=1000'], {
    cwd: root,
    env: { ...process.env, ...quiet },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
  const start = out.indexOf('{')
  if (start === -1) throw new Error(`redocly said no JSON: ${out} ${err}`)
  const { problems } = JSON.parse(out.slice(start)) as { problems: { ruleId: string; location: { pointer?: string }[] }[] }
  return problems.map(({ ruleId, location }) => `${ruleId} at ${location[0]?.pointer ?? ''}`)
}

test('OpenAPI: redocly has nothing to say by its recommended rules, but that the owner has named no licence', async () => {
  expect((await redocly('docs/reference/openapi.json')).filter((problem) => problem !== 'info-license at #/info')).toEqual([])
}, 30_000)

test('OpenAPI: redocly would tell', async () => {
  const path = join(tmpdir(), `boltorezka-openapi-${process.pid}.json`)
  await Bun.write(
    path,
    JSON.stringify({ openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: { '/a': { get: { responses: {} } } } }),
  )
  expect(await redocly(path)).toContainEqual(expect.stringContaining('operation-4xx-response'))
  await unlink(path)
}, 30_000)

import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { untidy } from '#scripts/tidy'

let root = ''
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'boltorezka-tidy-'))))
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (path: string, lines = 1) => Bun.write(join(root, path), 'x\n'.repeat(lines))

test('a tidy folder has nothing to say', async () => {
  await put('src/base/ids.ts', 250)
  await put('src/base/README.md', 40)
  expect(untidy(root)).toEqual([])
})

test.each([
  ['src/base/ids.ts', 251, 'src/base/ids.ts: 251 lines, at most 250'],
  ['migrations/0001_a.sql', 300, 'migrations/0001_a.sql: 300 lines, at most 250'],
  ['src/base/README.md', 41, 'src/base/README.md: 41 lines, at most 40'],
  ['src/base/utils.ts', 1, 'src/base/utils.ts: a name that says nothing'],
  ['web/index.ts', 1, 'web/index.ts: a name that says nothing'],
  ['src/base/types.ts', 1, 'src/base/types.ts: a name that says nothing'],
  ['src/base/room-manager.ts', 1, 'src/base/room-manager.ts: a name that says nothing'],
  ['sdk/helpers.test.ts', 1, 'sdk/helpers.test.ts: a name that says nothing'],
])('%s with %i lines is told', async (path, lines, sentence) => {
  await put(path, lines)
  expect(untidy(root)).toContain(sentence)
})

test('a folder with files and without a README is told, a suite of tests too', async () => {
  await put('src/data/rooms.ts')
  await put('test/flow/a.test.ts')
  expect(untidy(root)).toEqual(['src/data: no README.md', 'test: no README.md', 'test/flow: no README.md'])
})

test('what is fetched or built is not looked at', async () => {
  await put('node_modules/a/index.ts', 999)
  await put('dist/a/utils.ts', 999)
  expect(untidy(root)).toEqual([])
})

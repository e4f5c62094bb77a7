import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { missingFiles, repositoryFiles, stepsOf } from './named-files'

const root = join(import.meta.dir, '../..')
const files = repositoryFiles(root)
const read = (file: string): Promise<string> => Bun.file(join(root, file)).text()
const pages = [...files].filter((file) => /^docs\/explanation\/[^/]+\.md$/.test(file) || /(^|\/)README(\.\w+)?\.md$/.test(file))

test('every page that explains, and every README, names only what is there', async () => {
  expect(pages.length).toBeGreaterThan(30)
  const missing: string[] = []
  for (const page of pages) for (const name of missingFiles(page, await read(page), files)) missing.push(`${page}: ${name}`)
  expect(missing).toEqual([])
})

test.each([
  ['a link', 'see [the page](../nowhere.md)', ['../nowhere.md']],
  ['a path in code', 'in `actors/room/nobody.ts`', ['actors/room/nobody.ts']],
  ['a bare name in code', 'in `nobody-here.ts`', ['nobody-here.ts']],
  ['what is there', 'in `line.ts`, `actors/room/line.ts`, [here](the-log.md#x), [there](../../actors/room) and `nobody`', []],
  ['an example', '```\n`nobody.ts`\n```', []],
])('finds %s', (_, text, missing) => {
  expect(missingFiles('docs/explanation/planted.md', text, files)).toEqual(missing)
})

test('the way of one message is told file by file, and what to look for is in each', async () => {
  const steps = stepsOf(await read('docs/explanation/the-log.md'), 'The way of one message')
  expect(steps.length).toBeGreaterThan(12)
  const folders = new Set(steps.map(({ file }) => file.split('/').slice(0, 2).join('/')))
  for (const folder of ['sdk/rooms', 'actors/gateway', 'actors/session', 'actors/room', 'src/data', 'src/cluster'])
    expect(folders).toContain(folder)
  const wrong: string[] = []
  for (const { file, word } of steps) if (!files.has(file) || !(await read(file)).includes(word)) wrong.push(`${file}: ${word}`)
  expect(wrong).toEqual([])
})

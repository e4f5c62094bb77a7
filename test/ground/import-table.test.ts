import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { above, importTable, inBrowsers, packageTable } from '#scripts/import-table'
import { lintConfigText } from '#scripts/lint-config'

const root = join(import.meta.dir, '..', '..')
const folders = Object.keys(importTable)

/** What is planted: an import in a file of a folder, and whether the linter must refuse it. */
type Plant = { readonly folder: string; readonly line: string; readonly refuse: boolean; readonly test?: true }

const plants: Plant[] = folders.flatMap((folder) => {
  const may = (other: string) => other === folder || importTable[folder]?.includes(other) === true
  const browser = inBrowsers.some((name) => name === folder)
  const between = folders.filter((other) => other !== folder)
  return [
    ...between.map((other) => ({ folder, line: `import type { X } from '#${other}/x'`, refuse: !may(other) })),
    ...between.map((other) => ({ folder, line: `export type { X } from '#${other}/x'`, refuse: !may(other) })),
    ...above.map((other) => ({ folder, line: `import type { X } from '#${other}/x'`, refuse: true })),
    { folder, line: `import type { X } from '#actors/tree'`, refuse: true },
    { folder, line: `import type { X } from '../x'`, refuse: true },
    { folder, line: `import type { X } from './../x'`, refuse: true },
    { folder, line: `import type { X } from './x/../../y'`, refuse: true },
    { folder, line: `import type { X } from './x'`, refuse: false },
    { folder, line: `import type { X } from './x/y'`, refuse: false },
    { folder, line: `import type { X } from 'node:fs'`, refuse: browser },
    { folder, line: `import type { X } from 'bun'`, refuse: browser },
    { folder, line: `import type { X } from '#test/parts/x'`, refuse: false, test: true },
    { folder, line: `import type { X } from 'bun:test'`, refuse: false, test: true },
    ...between.map((other) => ({ folder, line: `import type { X } from '#${other}/x'`, refuse: !may(other), test: true as const })),
    ...Object.entries(packageTable).map(([name, who]) => ({
      folder,
      line: `import type { X } from '${name}'`,
      refuse: !who.includes(folder),
    })),
  ]
})

const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-plants-'))
const pathOf = (plant: Plant) => `${plant.folder}/planted-${plants.indexOf(plant)}${plant.test ? '.test' : ''}.ts`
const refused = new Set<string>()

beforeAll(async () => {
  await Bun.write(join(scratch, '.oxlintrc.json'), Bun.file(join(root, '.oxlintrc.json')))
  for (const folder of folders) mkdirSync(join(scratch, folder), { recursive: true })
  await Promise.all(plants.map((plant) => Bun.write(join(scratch, pathOf(plant)), `${plant.line}\nexport type Y = X\n`)))
  // to a file: oxlint ends before a pipe has taken more than 64 KB
  const output = Bun.file(join(scratch, 'report.json'))
  await Bun.spawn([process.execPath, '--bun', join(root, 'node_modules/.bin/oxlint'), '--format=json'], { cwd: scratch, stdout: output })
    .exited
  const report = (await output.json()) as { diagnostics: { code: string; filename: string }[]; number_of_files: number }
  expect(report.number_of_files).toBe(plants.length)
  for (const { code, filename } of report.diagnostics) if (code === 'eslint(no-restricted-imports)') refused.add(filename)
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe.each(folders)('a planted import in %s', (folder) => {
  const own = plants.filter((plant) => plant.folder === folder)

  test('is refused where the table forbids it', () => {
    expect(own.filter((plant) => plant.refuse && !refused.has(pathOf(plant)))).toEqual([])
  })

  test('is accepted where the table allows it', () => {
    expect(own.filter((plant) => !plant.refuse && refused.has(pathOf(plant)))).toEqual([])
  })
})

test('at least one import of another folder is forbidden to every folder but the top ones', () => {
  const lines = plants.filter((plant) => plant.refuse && plant.line.includes("'#"))
  expect(new Set(lines.map(({ folder }) => folder)).size).toBe(folders.length)
})

test('the table has no cycle', () => {
  const visit = (folder: string, path: readonly string[]): void => {
    if (path.includes(folder)) throw new Error([...path, folder].join(' > '))
    for (const next of importTable[folder] ?? []) visit(next, [...path, folder])
  }
  for (const folder of folders) visit(folder, [])
})

test('.oxlintrc.json is what the table says: bun scripts/lint-config.ts writes it', async () => {
  expect(await Bun.file(join(root, '.oxlintrc.json')).text()).toBe(lintConfigText())
})

test('every folder with code is in the table', async () => {
  const known = [...folders, 'src/main', 'scripts', 'test', 'bench']
  const files = [...new Bun.Glob('{actors,src,media,protocol,sdk,web,migrations}/**/*.{ts,tsx}').scanSync(root)]
  const strays = files.filter((file) => file !== 'actors/tree.ts' && !known.some((folder) => file.startsWith(`${folder}/`)))
  expect(strays).toEqual([])
})

import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { pgliteVersion, seedPath } from './seed'

test('the PGlite installed is the one whose syncs were proven', async () => {
  const installed: unknown = await Bun.file(
    join(import.meta.dir, '..', '..', 'node_modules', '@electric-sql', 'pglite', 'package.json'),
  ).json()
  expect(installed).toMatchObject({ version: pgliteVersion })
})

test('a seed is named after its PGlite and its migrations', () => {
  expect(seedPath('/root')).toMatch(new RegExp(`^/root/\\.cache/pglite-seed-${pgliteVersion}-[0-9a-f]{16}\\.tar\\.gz$`))
})

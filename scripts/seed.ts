/**
 * Makes the archive from which the embedded database's first directory is unpacked: an initialised PGlite with the migrations applied.
 * `bun scripts/seed.ts` writes it under .cache and prints its path; nothing is done when it is there already.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openEmbedded } from '#src/data/embedded'
import { applyMigrations } from '#src/data/migrate'
import { seedPath } from '#src/data/seed'

/** Builds the seed where it is missing and answers its path. */
export async function buildSeed(path = seedPath()): Promise<string> {
  if (existsSync(path)) return path
  const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-seed-'))
  try {
    const directory = join(scratch, 'database')
    const database = await openEmbedded(directory)
    await applyMigrations(database)
    await database.query('vacuum (analyze)')
    await database.query('checkpoint')
    await database.close()
    const tar = Bun.spawnSync(['tar', '-C', directory, '-czf', join(scratch, 'seed.tar.gz'), '.'])
    if (!tar.success) throw new Error(`tar failed: ${tar.stderr.toString()}`)
    mkdirSync(dirname(path), { recursive: true })
    const beside = `${path}.${process.pid}`
    await Bun.write(beside, Bun.file(join(scratch, 'seed.tar.gz')))
    renameSync(beside, path)
    return path
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const started = performance.now()
  const path = await buildSeed()
  console.log(`${path} (${Math.round(performance.now() - started)} ms)`)
}

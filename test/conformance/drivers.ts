import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSeed } from '#scripts/seed'
import { type Data, openData } from '#src/data/data'
import type { Database } from '#src/data/database'
import { openEmbedded } from '#src/data/embedded'
import { migrate } from '#src/data/migrate'
import { openPostgres } from '#src/data/postgres'
import { type PrivatePostgres, startPostgres } from '#test/parts/postgres'

/** A migrated database for one test file. */
export type Opened = {
  readonly data: Data
  readonly database: Database
  /** A second node on the same database: its own pool where the driver has one. */
  another(): Promise<Data>
  close(): Promise<void>
}

export type Driver = { readonly name: 'postgres' | 'pglite'; open(): Promise<Opened> }

let server: Promise<PrivatePostgres> | null = null
let users = 0
let made = 0

/** One Postgres for all files of a run, gone when the last has finished with it. */
async function borrowPostgres(): Promise<PrivatePostgres> {
  users += 1
  server ??= startPostgres({ durable: false })
  return server
}

async function returnPostgres(): Promise<void> {
  users -= 1
  if (users > 0) return
  const ending = server
  server = null
  await (await ending)?.stop()
}

async function openOnPostgres(): Promise<Opened> {
  const postgres = await borrowPostgres()
  const url = await postgres.create(`test_${process.pid}_${(made += 1)}`)
  const pools: Database[] = []
  const open = async (): Promise<Database> => {
    const database = await openPostgres(url, { connections: 6 })
    pools.push(database)
    return database
  }
  const database = await open()
  await migrate(database)
  return {
    database,
    data: await openData(database),
    another: async () => openData(await open()),
    async close() {
      for (const pool of pools) await pool.close()
      await returnPostgres()
    },
  }
}

async function openOnPglite(): Promise<Opened> {
  const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-embedded-'))
  const database = await openEmbedded(join(scratch, 'database'), { seed: await buildSeed() })
  await migrate(database)
  return {
    database,
    data: await openData(database),
    another: () => openData(database),
    async close() {
      await database.close()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}

/** Both ends of the port. Every conformance file runs its tests on each. */
export const drivers: readonly Driver[] = [
  { name: 'postgres', open: openOnPostgres },
  { name: 'pglite', open: openOnPglite },
]

import { join } from 'node:path'
import type { Config } from '#src/base/config'
import type { Log } from '#src/base/log'
import { type Data, openData } from '#src/data/data'
import { openEmbedded } from '#src/data/embedded'
import { migrate } from '#src/data/migrate'
import { openPostgres } from '#src/data/postgres'
import type { Assets } from './assets'

export type Opened = { readonly data: Data; readonly migrated: number }

/** The database of the configuration, migrated: DATABASE_URL, else the embedded one in DATA_DIR. */
export async function openDatabase(config: Config, log: Log, { database: from }: Assets): Promise<Opened> {
  const database = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openEmbedded(join(config.dataDir, 'database'), { ...from, log })
  try {
    const migrated = await migrate(database)
    return { data: await openData(database, log), migrated }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Opens it for one piece of work and closes it again. The embedded one belongs to one process: the server must be stopped. */
export async function withDatabase<T>(config: Config, log: Log, assets: Assets, work: (opened: Opened) => Promise<T>): Promise<T> {
  const opened = await openDatabase(config, log, assets)
  try {
    return await work(opened)
  } finally {
    await opened.data.close()
  }
}

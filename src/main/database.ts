import { join } from 'node:path'
import type { Config } from '#src/base/config'
import type { Log } from '#src/base/log'
import { type Data, openData } from '#src/data/data'
import type { Database } from '#src/data/database'
import { openEmbedded } from '#src/data/embedded'
import { migrate } from '#src/data/migrate'
import { openPostgres } from '#src/data/postgres'
import { seedPath } from '#src/data/seed'

/** The database of the configuration, migrated: DATABASE_URL, else the embedded one in DATA_DIR. */
export async function openDatabase(config: Config, log: Log): Promise<{ database: Database; data: Data }> {
  const database = config.databaseUrl
    ? await openPostgres(config.databaseUrl)
    : await openEmbedded(join(config.dataDir, 'database'), { log, seed: seedPath() })
  try {
    await migrate(database)
    return { database, data: await openData(database) }
  } catch (error) {
    await database.close()
    throw error
  }
}

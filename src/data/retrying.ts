import { type Database, DatabaseError, type Lane } from './database'

/** Errors after which the transaction is known not to have happened, so that sending it again is safe for any function. */
const undone = new Set(['40001', '40P01', '55P03'])
const tries = 3

/** Runs a statement, again where Postgres undid it for the sake of another one (DELIVERY rule 5). */
export async function retrying<Row extends object>(
  database: Database,
  text: string,
  params: readonly unknown[],
  lane: Lane = 'interactive',
): Promise<Row[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.query<Row>(text, params, lane)
    } catch (error) {
      if (!(error instanceof DatabaseError && undone.has(error.code)) || attempt === tries) throw error
      await Bun.sleep(10 * attempt)
    }
  }
}

/** The one row of a statement that always gives one. */
export async function single<Row extends object>(
  database: Database,
  text: string,
  params: readonly unknown[],
  lane: Lane = 'interactive',
): Promise<Row> {
  const [row] = await retrying<Row>(database, text, params, lane)
  if (!row) throw new Error(`No row from: ${text}`)
  return row
}

import postgres from 'postgres'
import { type Database, DatabaseError, isTransientCode, type Lane } from './database'
import { Turnstile } from './turnstile'

export type PostgresOptions = {
  /** Connections of this node. Appends leave two of them to sign-in and health (DELIVERY rule 6). */
  readonly connections?: number
}

const seconds = 1_000

/**
 * Seconds until a broken connection is tried again. The driver's own count goes up for every connection of the pool and waits up to
 * 20 s, in which queries wait too: a database that was away for 3 s was found again after 17.
 */
const patience = (tries: number): number => (0.5 + Math.random() / 2) * Math.min(2 ** tries / 100, 0.5)

/**
 * What a stopped or cut-off node may hold of a room: nothing for longer than this (DELIVERY rule 6). The keepalives are the server's towards
 * us, so that it lets go of a vanished node's locks.
 */
const session = {
  application_name: 'boltorezka',
  statement_timeout: 5 * seconds,
  lock_timeout: 2 * seconds,
  idle_in_transaction_session_timeout: 2 * seconds,
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 2,
  tcp_keepalives_count: 3,
  TimeZone: 'UTC',
  // Blanks that make the first packet 1 KB: postgres.js 3.4.9 sends shorter ones by a timer that it loses when a connection breaks
  // with a write pending (connection.js, closed() leaves nextWriteTimer set), and then the next connect hangs until its timeout.
  //options: ' '.repeat(1_024),
}

const types = {
  bigint: { to: 20, from: [20], serialize: String, parse: Number },
  numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
  date: { to: 1184, from: [1184], serialize: String, parse: (text: string) => new Date(text).toISOString() },
}

function asDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const code = /^[0-9A-Z]{5}$/.test(error.code) ? error.code : 'connection'
  return new DatabaseError(code, error.message, isTransientCode(code))
}

/** Opens a pool on a Postgres. Rejects when the server does not answer. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const connections = Math.max(4, options.connections ?? 10)
  const sql = postgres(url, {
    max: connections,
    connect_timeout: 5,
    idle_timeout: 300,
    backoff: patience,
    keep_alive: 5,
    fetch_types: false,
    onnotice: () => undefined,
    connection: session as unknown as Record<string, string>,
    types,
  })
  const lanes: Record<Lane, Turnstile> = {
    append: new Turnstile(connections - 2),
    interactive: new Turnstile(connections),
    background: new Turnstile(1),
  }
  let closed: Promise<void> | null = null

  const database: Database = {
    driver: 'postgres',
    query: <Row extends object>(text: string, params: readonly unknown[] = [], lane: Lane = 'interactive') =>
      lanes[lane].pass(async () => {
        try {
          return [...(await sql.unsafe<Row[]>(text, params as postgres.ParameterOrJSON<never>[], { prepare: true }))]
        } catch (error) {
          throw asDatabaseError(error)
        }
      }),
    async script(text) {
      try {
        await sql.begin((transaction) => transaction.unsafe(text).simple())
      } catch (error) {
        throw asDatabaseError(error)
      }
    },
    close: () => (closed ??= sql.end({ timeout: 5 })),
  }
  try {
    await database.query('select 1')
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

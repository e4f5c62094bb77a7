import postgres from 'postgres'
import { type Database, DatabaseError, isTransientCode, type Lane } from './database'
import { Turnstile } from './turnstile'
import { Wires } from './wires'

export type PostgresOptions = {
  /** Connections of this node. Appends leave two of them to sign-in and health (DELIVERY rule 6). */
  readonly connections?: number
}

const seconds = 1_000

/** Longer than a connect and a statement may take together: a statement without an answer by then is lost. */
const LOST_MS = 12 * seconds

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
}

const types = {
  bigint: { to: 20, from: [20], serialize: String, parse: Number },
  numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
  date: { to: 1184, from: [1184], serialize: String, parse: (text: string) => new Date(text).toISOString() },
}

/** The connection broke, or the server ends it: shutdown, crash of another backend, still starting. */
const brokenCodes = /^(connection|08...|57P0.)$/

/** Rejects when there is no answer in `ms`; whatever comes later is not heard. */
function within<T>(answer: PromiseLike<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const lost = (): void => reject(new DatabaseError('connection', `Postgres gave no answer in ${ms} ms`, true))
    const timer = setTimeout(lost, ms)
    answer.then(resolve, reject)
    const done = (): void => clearTimeout(timer)
    answer.then(done, done)
  })
}

function asDatabaseError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const code = /^[0-9A-Z]{5}$/.test(error.code) ? error.code : 'connection'
  return new DatabaseError(code, error.message, isTransientCode(code))
}

/** Opens a pool on a Postgres. Rejects when the server does not answer. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const connections = Math.max(4, options.connections ?? 10)
  const connect = () =>
    postgres(url, {
      max: 1,
      connect_timeout: 5,
      idle_timeout: 300,
      keep_alive: 5,
      fetch_types: false,
      onnotice: () => undefined,
      connection: session as unknown as Record<string, string>,
      types,
    })
  const wires = new Wires(connections, connect)
  const lanes: Record<Lane, Turnstile> = {
    append: new Turnstile(connections - 2),
    interactive: new Turnstile(connections),
    background: new Turnstile(1),
  }

  const database: Database = {
    driver: 'postgres',
    query: <Row extends object>(text: string, params: readonly unknown[] = [], lane: Lane = 'interactive') =>
      lanes[lane].pass(() =>
        wires.use(async (wire) => {
          try {
            const asked = wire.unsafe<Row[]>(text, params as postgres.ParameterOrJSON<never>[], { prepare: true })
            return [...(await within(asked, LOST_MS))]
          } catch (error) {
            const known = asDatabaseError(error)
            if (known instanceof DatabaseError && brokenCodes.test(known.code)) wires.renew(wire)
            throw known
          }
        }),
      ),
    async script(text) {
      try {
        await wires.use(async (wire) => wire.begin((transaction) => transaction.unsafe(text).simple()))
      } catch (error) {
        throw asDatabaseError(error)
      }
    },
    close: () => wires.close(),
  }
  try {
    await database.query('select 1')
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

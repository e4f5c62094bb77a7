import type { PGlite } from '@electric-sql/pglite'

/** Write-ahead log since the last checkpoint that makes one due when idle, and at once. */
const dueBytes = 32 * 1024 * 1024
const urgentBytes = 96 * 1024 * 1024
const lookEvery = 256
const checkpointEveryMs = 5 * 60_000
const vacuumEveryMs = 10 * 60_000

/** Tables whose rows come and go; the others only grow and need no vacuum. */
const churning = ['streams', 'members', 'idempotency', 'outbox', 'refresh_tokens', 'devices']

/** What a Postgres with its helpers would do by itself: checkpoints, vacuum, statistics. PGlite has one process and does none of it. */
export class Upkeep {
  readonly #db: PGlite
  readonly #timers: ReturnType<typeof setInterval>[]
  #jobs = 0
  #checkpointAt = 0
  #flushed = 0

  /** `queue` puts a statement in the background lane. */
  constructor(db: PGlite, queue: (statement: string) => void) {
    this.#db = db
    this.#timers = [
      setInterval(() => queue('checkpoint'), checkpointEveryMs),
      setInterval(() => churning.forEach((table) => queue(`vacuum (analyze) ${table}`)), vacuumEveryMs),
      setInterval(() => ['messages', 'events', 'rooms', 'accounts'].forEach((table) => queue(`analyze ${table}`)), vacuumEveryMs),
    ]
  }

  /** Every few hundred statements looks how far the log has come. */
  async afterJob(waiting: number): Promise<void> {
    this.#jobs += 1
    if (this.#jobs % lookEvery !== 0) return
    const { rows } = await this.#db.query<{ at: number }>("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint as at")
    this.#flushed = rows[0]?.at ?? 0
    if (this.#checkpointAt === 0) this.#checkpointAt = this.#flushed
    const grown = this.#flushed - this.#checkpointAt
    if (grown < dueBytes || (waiting > 0 && grown < urgentBytes)) return
    await this.#db.exec('checkpoint')
    this.#checkpointAt = this.#flushed
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
  }
}

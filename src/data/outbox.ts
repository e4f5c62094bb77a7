import type { Database } from './database'
import type { Head, Heads } from './heads'
import { retrying, single } from './retrying'

export type Outbox = {
  /** Carries consequences of room events to the streams of the people they touch, each in its own transaction. How many were carried. */
  relay(limit?: number): Promise<number>
}

export type Idempotency = {
  /** Forgets keys older than 48 h by the database's clock, a slice at a time. How many went. */
  sweep(slice?: number): Promise<number>
}

const page = 200

export function createOutbox(database: Database, heads: Heads): Outbox {
  return {
    async relay(limit = page) {
      const moved = await retrying<Head & { carried: number }>(
        database,
        'select stream, head, carried from relay_outbox($1)',
        [limit],
        'background',
      )
      heads.announce(moved.map(({ stream, head }) => ({ stream, head })))
      return moved.reduce((sum, { carried }) => sum + carried, 0)
    },
  }
}

/** Carries until nothing is left, one at a time; asked for while it carries, it looks once more. Trouble is left to the next caller. */
export function createRelay(outbox: Outbox, failed: (error: unknown) => void): () => void {
  let running = false
  let again = false
  const run = async (): Promise<void> => {
    do {
      again = false
      while ((await outbox.relay()) > 0);
    } while (again)
  }
  return () => {
    again = true
    if (running) return
    running = true
    run()
      .catch(failed)
      .finally(() => (running = false))
  }
}

export function createIdempotency(database: Database): Idempotency {
  return {
    sweep: async (slice = 1_000) =>
      (await single<{ count: number }>(database, 'select sweep_old($1) as count', [slice], 'background')).count,
  }
}

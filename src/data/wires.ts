import type { Sql } from 'postgres'
import { Turnstile } from './turnstile'

const GRACE_S = 2

/**
 * Connections to one Postgres, the one used last first: its backend's plans and caches are warm, and the others fall asleep. (A pool that
 * takes turns makes every backend plan and load everything anew: a third of what an append cost.)
 *
 * postgres.js 3.4.9 reuses the state of a connection that broke: unsent bytes of the old one go before the first packet of the new
 * one, or nothing is sent until the connect times out, and a statement may never be answered. So each connection is a client of its own,
 * and when one breaks all of them end, at the latest after `GRACE_S`, and the next statements open others.
 */
export class Wires {
  readonly #connect: () => Sql
  readonly #count: number
  readonly #width: Turnstile
  #free: Sql[]
  #all: readonly Sql[]
  #closed: Promise<void> | null = null

  constructor(count: number, connect: () => Sql) {
    this.#connect = connect
    this.#count = count
    this.#width = new Turnstile(count)
    this.#all = Array.from({ length: count }, connect)
    this.#free = [...this.#all]
  }

  /** Runs `work` on a connection that nobody else uses meanwhile; waits while all are taken. */
  use<Result>(work: (wire: Sql) => Promise<Result>): Promise<Result> {
    return this.#width.pass(async () => {
      const free = this.#free
      const wire = free.pop() as Sql
      try {
        return await work(wire)
      } finally {
        free.push(wire)
      }
    })
  }

  /** `broken` does not work any more: nobody takes it, or one opened together with it, from now on. */
  renew(broken: Sql): void {
    if (!this.#all.includes(broken) || this.#closed) return
    const before = this.#all
    this.#all = Array.from({ length: this.#count }, this.#connect)
    this.#free = [...this.#all]
    for (const wire of before) wire.end({ timeout: GRACE_S }).catch(() => undefined)
  }

  close(): Promise<void> {
    return (this.#closed ??= Promise.all(this.#all.map((wire) => wire.end({ timeout: 5 }))).then(() => undefined))
  }
}

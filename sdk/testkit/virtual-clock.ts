import type { Clock } from '#sdk/clock'

type Timer = { readonly at: number; readonly order: number; readonly run: () => void }

/** Time that passes only when told to. Promises settle between timers. */
export class VirtualClock implements Clock {
  #now = 1_800_000_000_000
  #order = 0
  #timers: Timer[] = []

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (;;) {
      const next = this.#timers.reduce<Timer | null>(
        (best, each) => (!best || each.at < best.at || (each.at === best.at && each.order < best.order) ? each : best),
        null,
      )
      if (!next || next.at > end) break
      this.#timers = this.#timers.filter((each) => each !== next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settled()
    }
    this.#now = end
  }

  /** Advances in small steps until the condition holds; throws after `withinMs` of virtual time. */
  async until(condition: () => boolean, withinMs = 120_000): Promise<void> {
    const end = this.#now + withinMs
    await settled()
    while (!condition()) {
      if (this.#now >= end) throw new Error(`the condition did not come true within ${withinMs} ms of virtual time`)
      await this.advance(10)
    }
  }
}

/** Every promise that can settle has. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

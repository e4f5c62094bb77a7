import type { Lane } from '#src/data/database'

/** How long background work may wait behind the others before it gets one turn. */
const patienceMs = 1_000

type Waiting<Job> = { job: Job; since: number }

/**
 * Who is next on the one connection. Appends and interactive statements take turns; background work runs when neither waits, and one
 * statement at a time, so that it never holds the others up for longer than its own slice. First come first served within a lane.
 */
export class Lanes<Job> {
  readonly #waiting: Record<Lane, Waiting<Job>[]> = { append: [], interactive: [], background: [] }
  readonly #now: () => number
  #last: Lane = 'interactive'

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  add(lane: Lane, job: Job): void {
    this.#waiting[lane].push({ job, since: this.#now() })
  }

  get size(): number {
    return this.#waiting.append.length + this.#waiting.interactive.length + this.#waiting.background.length
  }

  /** The next job and its lane, with up to `more` that wait behind it in the append lane (they share one sync to disk). */
  take(more = 0): { lane: Lane; jobs: Job[] } | null {
    const lane = this.#next()
    if (lane === null) return null
    this.#last = lane
    const jobs = this.#waiting[lane].splice(0, lane === 'append' ? 1 + more : 1).map((waiting) => waiting.job)
    return { lane, jobs }
  }

  #next(): Lane | null {
    const { append, interactive, background } = this.#waiting
    const oldest = background[0]
    if (oldest && this.#last !== 'background' && this.#now() - oldest.since >= patienceMs) return 'background'
    if (append.length > 0 && interactive.length > 0) return this.#last === 'append' ? 'interactive' : 'append'
    if (append.length > 0) return 'append'
    if (interactive.length > 0) return 'interactive'
    return oldest ? 'background' : null
  }
}

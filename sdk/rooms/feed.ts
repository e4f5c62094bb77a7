import type { Clock } from '#sdk/clock'
import { limits } from '#protocol/limits'
import { delay } from '#sdk/connection/backoff'
import { failure, type RequestFailed } from '#sdk/failure'

export type Positioned = { readonly seq: number }

/**
 * A fresh state as of `head`; `commit` puts it in place, in the turn in which the cursor moves there. Where nobody says what the
 * head is (null), the next event does.
 */
export type Reloaded = { readonly head: number | null; readonly commit: () => void }

export type FeedHooks<Event extends Positioned> = {
  apply(event: Event): void
  reload(): Promise<Reloaded>
  /** A reload failed; true = try again later. */
  failed(error: RequestFailed): boolean
}

/** Without any progress for this long a promised replay is taken for lost. */
const stallMs = 10_000

/**
 * The cursor of one stream. Events are applied once and in order: what is at or below the cursor is ignored, and a hole, a
 * replay that stalls, or one that would be too long ends in a reload, during which live events wait in a buffer.
 */
export class Feed<Event extends Positioned> {
  readonly #hooks: FeedHooks<Event>
  readonly #clock: Clock
  readonly #random: () => number
  #cursor: number | null = null
  #takesAny = false
  #target = 0
  #buffer: Map<number, Event> | null = null
  #attempt = 0
  #run = 0
  #cancelStall = (): void => undefined
  #cancelRetry = (): void => undefined

  constructor(hooks: FeedHooks<Event>, clock: Clock, random: () => number) {
    this.#hooks = hooks
    this.#clock = clock
    this.#random = random
  }

  /** The last seq applied; null = nothing is known of the stream. */
  get cursor(): number | null {
    return this.#cursor
  }

  get isReloading(): boolean {
    return this.#buffer !== null
  }

  receive(event: Event): void {
    if (this.#buffer) return void this.#buffer.set(event.seq, event)
    if (this.#cursor === null && this.#takesAny) this.#cursor = event.seq - 1
    if (this.#cursor === null || event.seq <= this.#cursor) return
    if (event.seq > this.#cursor + 1) return this.resync([event])
    this.#cursor = event.seq
    this.#hooks.apply(event)
    if (this.#target > event.seq) this.#watchStall()
    else this.#cancelStall()
  }

  /** Live from `head` on: what is before it is known by other means. */
  begin(head: number | null): void {
    this.#cursor = head
    this.#takesAny = head === null
    this.#target = head ?? 0
  }

  /** The server replays from the cursor up to `head`. */
  expect(head: number): void {
    if (this.#buffer) return
    if (this.#cursor === null) return this.begin(head)
    if (head < this.#cursor || head - this.#cursor > limits.replayEvents) return this.resync()
    this.#target = Math.max(this.#target, head)
    if (this.#target > this.#cursor) this.#watchStall()
  }

  /** Drops what is known and loads it anew. */
  resync(seen: readonly Event[] = []): void {
    // what is being loaded may have been read before the server said so
    if (this.#buffer) return this.wake()
    this.#cancelStall()
    this.#buffer = new Map(seen.map((event) => [event.seq, event]))
    this.#attempt = 0
    void this.#reload()
  }

  /** A reload that waits for its next try is tried now: the connection is back. */
  wake(): void {
    if (!this.#buffer) return
    this.#cancelRetry()
    void this.#reload()
  }

  /** Knows nothing any more. */
  reset(): void {
    this.#run++
    this.#cancelStall()
    this.#cancelRetry()
    this.#cursor = null
    this.#takesAny = false
    this.#target = 0
    this.#buffer = null
  }

  async #reload(): Promise<void> {
    const run = ++this.#run
    let reloaded: Reloaded
    try {
      reloaded = await this.#hooks.reload()
    } catch (error) {
      if (run !== this.#run) return
      if (!this.#hooks.failed(failure(error))) return this.reset()
      this.#cancelRetry = this.#clock.after(
        delay(this.#attempt++, this.#random, failure(error).retryAfterMs ?? 200),
        () => void this.#reload(),
      )
      return
    }
    if (run !== this.#run || !this.#buffer) return
    const waiting = [...this.#buffer.values()].sort((a, b) => a.seq - b.seq)
    this.#buffer = null
    this.begin(reloaded.head)
    reloaded.commit()
    for (const event of waiting) this.receive(event)
  }

  #watchStall(): void {
    this.#cancelStall()
    this.#cancelStall = this.#clock.after(stallMs, () => this.resync())
  }
}

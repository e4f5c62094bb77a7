import type { Clock } from '#sdk/clock'
import { delay } from './backoff'

/** The one timer of a connection, and how often it has failed in a row. */
export class Retry {
  readonly #clock: Clock
  readonly #random: () => number
  #cancel = (): void => undefined
  #attempt = 0

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  get attempt(): number {
    return this.#attempt
  }

  succeeded(): void {
    this.#attempt = 0
  }

  /** One failure more; answers when the next try is. */
  failed(atLeastMs: number, again: () => void): number {
    const wait = delay(this.#attempt++, this.#random, atLeastMs)
    this.after(wait, again)
    return this.#clock.now() + wait
  }

  /** Replaces whatever the timer was for. */
  after(ms: number, run: () => void): void {
    this.#cancel()
    this.#cancel = this.#clock.after(ms, run)
  }

  cancel(): void {
    this.#cancel()
  }
}

import type { Author } from '#protocol/models'
import { limits } from '#protocol/limits'
import type { Clock } from '#sdk/clock'

/** Who types: each ends by itself when its end was lost. */
export class TypingOthers {
  readonly #clock: Clock
  readonly #changed: (typing: readonly Author[]) => void
  readonly #people = new Map<string, { readonly user: Author; readonly cancel: () => void }>()

  constructor(clock: Clock, changed: (typing: readonly Author[]) => void) {
    this.#clock = clock
    this.#changed = changed
  }

  set(user: Author, active: boolean): void {
    const known = this.#people.get(user.id)
    known?.cancel()
    if (active) this.#people.set(user.id, { user, cancel: this.#clock.after(limits.typingMs, () => this.set(user, false)) })
    else this.#people.delete(user.id)
    if (active !== (known !== undefined)) this.#changed([...this.#people.values()].map((person) => person.user))
  }

  clear(): void {
    for (const { cancel } of this.#people.values()) cancel()
    if (this.#people.size === 0) return
    this.#people.clear()
    this.#changed([])
  }
}

/** Repeats "I type" often enough not to end, and seldom enough to cost nothing. */
export class TypingMine {
  readonly #clock: Clock
  readonly #tell: (active: boolean) => void
  #lastTold = Number.NEGATIVE_INFINITY
  #cancelEnd: (() => void) | null = null

  constructor(clock: Clock, tell: (active: boolean) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  set(active: boolean): void {
    const was = this.#cancelEnd !== null
    this.#cancelEnd?.()
    this.#cancelEnd = null
    if (!active) {
      this.#lastTold = Number.NEGATIVE_INFINITY
      if (was) this.#tell(false)
      return
    }
    this.#cancelEnd = this.#clock.after(limits.typingMs - 1_000, () => this.set(false))
    if (this.#clock.now() - this.#lastTold < limits.typingMs / 2) return
    this.#lastTold = this.#clock.now()
    this.#tell(true)
  }

  /** A message was sent: its arrival ends the typing on the other side. */
  sent(): void {
    this.#cancelEnd?.()
    this.#cancelEnd = null
    this.#lastTold = Number.NEGATIVE_INFINITY
  }
}

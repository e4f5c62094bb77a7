/** What a full mailbox does with one more message. There is no unbounded mailbox. */
export type Overflow = 'reject' | 'drop-oldest' | 'drop-newest'

/**
 * `full`: refused. `dropped`: one message was shed to keep the bound: the oldest with `drop-oldest` (this one is in), this one
 * with `drop-newest`. `dead`: nobody will ever read it.
 */
export type SendResult = 'ok' | 'full' | 'dropped' | 'dead'

export type MailboxOptions = { readonly capacity: number; readonly overflow: Overflow }

/** Sent by the runtime to its own actor (timer, watch, task outcome): outside the bound, never shed, dies with its incarnation. */
export class Signal {
  message: unknown
  /** In the mailbox and unread. A repeating timer does not queue a second tick behind an unread one. */
  queued = false

  constructor(message: unknown) {
    this.message = message
  }
}

const nothing: readonly unknown[] = []
/** A ring that grew beyond this in a burst is let go once it is empty. */
const KEPT = 64

/** A ring that grows up to its bound and is not there at all before the first message. Policy is its owner's: see `Slot.send`. */
export class Mailbox {
  #ring: unknown[] | null = null
  #head = 0
  #size = 0
  #signals = 0

  /** Messages and signals. */
  get size(): number {
    return this.#size
  }

  /** Messages only: what counts against the bound. */
  get depth(): number {
    return this.#size - this.#signals
  }

  push(entry: unknown): void {
    let ring = this.#ring
    if (ring === null) ring = this.#ring = [undefined, undefined, undefined, undefined]
    else if (this.#size === ring.length) ring = this.#grow(ring)
    ring[(this.#head + this.#size) & (ring.length - 1)] = entry
    this.#size++
  }

  pushSignal(signal: Signal): void {
    signal.queued = true
    this.#signals++
    this.push(signal)
  }

  /** The next entry, a `Signal` still wrapped. Ask `size` first. */
  shift(): unknown {
    const ring = this.#ring as unknown[]
    const entry = ring[this.#head]
    ring[this.#head] = undefined
    this.#head = (this.#head + 1) & (ring.length - 1)
    this.#size--
    if (entry instanceof Signal) {
      entry.queued = false
      this.#signals--
    }
    if (this.#size === 0 && ring.length > KEPT) {
      this.#ring = null
      this.#head = 0
    }
    return entry
  }

  /** Takes out the oldest message and leaves the signals before it where they are. Ask `depth` first. */
  shed(): unknown {
    const ring = this.#ring as unknown[]
    const mask = ring.length - 1
    let at = this.#head
    while (ring[at] instanceof Signal) at = (at + 1) & mask
    const message = ring[at]
    for (; at !== this.#head; at = (at - 1) & mask) ring[at] = ring[(at - 1) & mask]
    ring[this.#head] = undefined
    this.#head = (this.#head + 1) & mask
    this.#size--
    return message
  }

  /** Drops every signal: they belong to an incarnation that is no more. */
  purge(): void {
    if (this.#signals === 0) return
    for (const message of this.empty()) this.push(message)
  }

  /** Takes all messages out, in order; signals are dropped. */
  empty(): readonly unknown[] {
    if (this.#size === 0) {
      this.#ring = null
      this.#head = 0
      return nothing
    }
    const messages: unknown[] = []
    while (this.#size > 0) {
      const entry = this.shift()
      if (!(entry instanceof Signal)) messages.push(entry)
    }
    this.#ring = null
    this.#head = 0
    return messages
  }

  /** The unread messages in order, left where they are. */
  unread(): unknown[] {
    const ring = this.#ring
    if (ring === null) return []
    return Array.from({ length: this.#size }, (_, i) => ring[(this.#head + i) & (ring.length - 1)]).filter(
      (entry) => !(entry instanceof Signal),
    )
  }

  #grow(ring: readonly unknown[]): unknown[] {
    const wider: unknown[] = []
    for (let i = 0; i < this.#size; i++) wider.push(ring[(this.#head + i) & (ring.length - 1)])
    while (wider.length < ring.length * 2) wider.push(undefined)
    this.#head = 0
    this.#ring = wider
    return wider
  }
}

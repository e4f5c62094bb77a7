/** What a client must have of a message to be equal to another client. */
export type Heard = { readonly seq: number; readonly id: string; readonly author: string; readonly text: string }

type Message = { seq: number; id: string; author: { id: string }; text: string }
export type StreamFrame = { type: string; payload: { stream: string; seq: number; message?: Message } }

/**
 * One stream as one client heard it. Every event must be the next one: over all sockets together it is seen once, in order, without
 * a hole; what breaks that is kept in `faults`.
 */
export class StreamLog {
  readonly stream: string
  readonly faults: string[] = []
  readonly messages = new Map<number, Heard>()
  /** How often the server said `resync`. */
  resyncs = 0
  #cursor: number
  /** Live events that came while history is loaded; null when none is. */
  #held: StreamFrame[] | null = null

  constructor(stream: string, cursor: number) {
    this.stream = stream
    this.#cursor = cursor
  }

  get cursor(): number {
    return this.#cursor
  }

  get loading(): boolean {
    return this.#held !== null
  }

  /** The same state for another client of the same person. */
  copy(): StreamLog {
    const copy = new StreamLog(this.stream, this.#cursor)
    for (const [seq, message] of this.messages) copy.messages.set(seq, message)
    return copy
  }

  take(frame: StreamFrame): void {
    if (this.#held) return void this.#held.push(frame)
    const { seq, message } = frame.payload
    if (seq !== this.#cursor + 1) this.faults.push(`${frame.type} ${seq} came after ${this.#cursor}`)
    if (seq > this.#cursor) this.#cursor = seq
    if (message) this.#keep(message)
  }

  /** The server said `resync`: what was known is dropped, what comes is held until `restart`. */
  drop(): void {
    this.resyncs += 1
    this.messages.clear()
    this.#held ??= []
  }

  /** History up to `head` was loaded; what was held above it follows. */
  restart(history: readonly Message[], head: number): void {
    const held = this.#held ?? []
    this.#held = null
    this.#cursor = head
    for (const message of history) this.#keep(message)
    for (let n = 1; n < held.length; n++) {
      const [before, after] = [held[n - 1]?.payload.seq as number, held[n]?.payload.seq as number]
      if (after !== before + 1) this.faults.push(`held ${after} came after ${before}`)
    }
    for (const frame of held) if (frame.payload.seq > head) this.take(frame)
  }

  /** The messages above `after`, by seq. */
  since(after: number): Heard[] {
    return [...this.messages.values()].filter(({ seq }) => seq > after).toSorted((a, b) => a.seq - b.seq)
  }

  #keep({ seq, id, author, text }: Message): void {
    if (this.messages.has(seq)) this.faults.push(`message ${seq} twice`)
    this.messages.set(seq, { seq, id, author: author.id, text })
  }
}

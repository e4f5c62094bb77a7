/** What `poll` finds. */
export type Polled<T> = { readonly state: 'value'; readonly value: T } | { readonly state: 'empty' } | { readonly state: 'closed' }

type Waiter = () => void

const empty = { state: 'empty' } as const
const closed = { state: 'closed' } as const

/**
 * A bounded Go channel, the one place of the runtime where a sender waits: `send` waits for room, `receive` for a value, both give up
 * on abort. First come, first served. Not for talking to actors: those have refs.
 */
export class Channel<T> implements AsyncIterable<T> {
  readonly #capacity: number
  #values: T[] = []
  readonly #receivers = new Set<Waiter>()
  readonly #senders = new Set<Waiter>()
  #closed = false

  constructor(capacity: number) {
    if (!(capacity >= 1)) throw new RangeError('a channel holds at least one value')
    this.#capacity = capacity
  }

  get size(): number {
    return this.#values.length
  }

  /** False when there is no room, or it is closed. */
  trySend(value: T): boolean {
    if (this.#closed || this.#values.length >= this.#capacity) return false
    this.#values.push(value)
    wakeFirst(this.#receivers)
    return true
  }

  /** False when the channel closed or `signal` aborted before there was room. */
  async send(value: T, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted) return false
    while (!this.trySend(value)) {
      if (this.#closed || !(await wait(this.#senders, signal))) return false
    }
    return true
  }

  poll(): Polled<T> {
    if (this.#values.length === 0) return this.#closed ? closed : empty
    const value = this.#values.shift() as T
    wakeFirst(this.#senders)
    return { state: 'value', value }
  }

  /** `closed` also when `signal` aborted first. */
  async receive(signal?: AbortSignal): Promise<Polled<T>> {
    if (signal?.aborted) return closed
    for (;;) {
      const polled = this.poll()
      if (polled.state !== 'empty') return polled
      if (!(await wait(this.#receivers, signal))) return closed
    }
  }

  /** No more sends; what is in it can still be received. */
  close(): void {
    this.#closed = true
    for (const waiters of [this.#receivers, this.#senders]) {
      for (const wake of [...waiters]) wake()
    }
  }

  /** Calls once when there is something to poll, or nothing ever again. For `select`. */
  onReady(wake: () => void): () => void {
    this.#receivers.add(wake)
    return () => {
      // Woken for a value it did not take: the next receiver must hear of it.
      if (!this.#receivers.delete(wake) && this.#values.length > 0) wakeFirst(this.#receivers)
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const polled = await this.receive()
      if (polled.state !== 'value') return
      yield polled.value
    }
  }
}

function wakeFirst(waiters: Set<Waiter>): void {
  for (const wake of waiters) {
    waiters.delete(wake)
    return wake()
  }
}

/** Resolves true when woken, false when `signal` aborts first. Who was woken must look again: the wake-up was for them alone. */
function wait(waiters: Set<Waiter>, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const wake = (): void => {
      signal?.removeEventListener('abort', abort)
      resolve(true)
    }
    const abort = (): void => {
      waiters.delete(wake)
      resolve(false)
    }
    waiters.add(wake)
    signal?.addEventListener('abort', abort, { once: true })
  })
}

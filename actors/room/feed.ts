import { encodeStreamEvent } from '#protocol/envelope'
import type { StreamEvent } from '#protocol/frames/server'
import { type Connection, ephemeralTopic, eventTopic } from './connection'
import type { Publisher } from './publisher'

/** A connection that waits to hear a stream. */
export type Arrival = {
  readonly connection: Connection
  /** The head at which the right to hear was judged: it is let in once the feed has come that far. */
  readonly asOf: number
  /** What the client has; null when it has nothing and wants only what follows. */
  readonly cursor: number | null
  /** Called in the turn in which it may be let in, before the first frame: the place to send the ack. False: it stays outside. */
  readonly admitted: (entry: Entry) => boolean
}

/**
 * `live`: subscribed, nothing missing. `far`: too much is missing to send in one turn. With `sent` a piece was sent, up to that seq, and
 * the rest may follow as soon as the socket took it; without, read pages off-topic. Then arrive again.
 */
export type Entry = { readonly kind: 'live' | 'far'; readonly head: number; readonly sent?: number }

type Encoded = { readonly seq: number; readonly text: string }

/** More than this is not sent in one turn: it would fill the socket's buffer (limit 1 MiB). */
const BURST_BYTES = 128 * 1024

/**
 * One stream on this node: takes events in any order, publishes them in seq order, and lets connections in at an exact seq
 * (DELIVERY rules 3 and 12). Pure bookkeeping without timers or I/O: its owner pulls what `behind` says is missing.
 *
 * Invariant: every connection subscribed through `arrive` was sent, or had, every event up to `head`.
 */
export class Feed {
  readonly #stream: string
  readonly #publisher: Publisher
  readonly #capacity: number
  readonly #apply: (event: StreamEvent) => void
  readonly #early = new Map<number, StreamEvent>()
  #ring: Encoded[] = []
  #arrivals: Arrival[] = []
  #head: number
  #known: number

  /** `apply` runs after event N was published and before N+1 is (rule 2): the owner unsubscribes removed members there. */
  constructor(stream: string, head: number, publisher: Publisher, apply: (event: StreamEvent) => void, capacity = 512) {
    this.#stream = stream
    this.#publisher = publisher
    this.#capacity = capacity
    this.#apply = apply
    const position = publisher.position(stream)
    this.#head = position ?? head
    this.#known = Math.max(head, this.#head)
    if (position === undefined) publisher.begin(stream, head)
  }

  /** The seq published last. */
  get head(): number {
    return this.#head
  }

  /** Something is committed that was not published yet, and no event for the next seq is at hand. */
  get behind(): boolean {
    return this.#known > this.#head
  }

  /** Later events are at hand, and nobody brought the next. */
  get holed(): boolean {
    return this.#early.size > 0
  }

  get waiting(): boolean {
    return this.#arrivals.length > 0
  }

  /** Past events, ascending up to `head`, so that a short absence needs no query. */
  preload(events: readonly StreamEvent[]): void {
    const ring = events.filter((event) => event.seq <= this.#head).map(encode)
    if (ring.at(-1)?.seq === this.#head) this.#ring = ring.slice(-this.#capacity)
  }

  /** Somebody moved the stream's head; what it brought may not be here yet. */
  announce(head: number): void {
    if (head > this.#known) this.#known = head
  }

  /** Committed events in any order, repeats allowed; publishes as far as they are without a hole. */
  offer(events: readonly StreamEvent[]): void {
    for (const event of events) {
      if (event.seq <= this.#head) continue
      this.#early.set(event.seq, event)
      if (event.seq > this.#known) this.#known = event.seq
    }
    for (let next = this.#early.get(this.#head + 1); next !== undefined; next = this.#early.get(this.#head + 1)) {
      this.#early.delete(next.seq)
      this.#publishNext(next)
    }
  }

  arrive(arrival: Arrival): void {
    // Both were read from the database: the stream is that far, whether or not somebody has told us.
    const from = Math.max(arrival.asOf, arrival.cursor ?? 0)
    if (from > this.#known) this.#known = from
    if (from > this.#head) this.#arrivals.push(arrival)
    else this.#admit(arrival)
  }

  /** A connection that gave up waiting; already admitted ones unsubscribe themselves. */
  depart(connection: Connection): void {
    this.#arrivals = this.#arrivals.filter((arrival) => arrival.connection !== connection)
  }

  #publishNext(event: StreamEvent): void {
    const encoded = encode(event)
    this.#publisher.event(this.#stream, event.seq, encoded.text)
    this.#head = event.seq
    this.#ring.push(encoded)
    if (this.#ring.length > this.#capacity * 2) this.#ring = this.#ring.slice(-this.#capacity)
    this.#apply(event)
    if (this.#arrivals.length === 0) return
    const ready = this.#arrivals.filter((arrival) => arrival.asOf <= this.#head && (arrival.cursor ?? 0) <= this.#head)
    if (ready.length === 0) return
    this.#arrivals = this.#arrivals.filter((arrival) => !ready.includes(arrival))
    for (const arrival of ready) this.#admit(arrival)
  }

  /** One synchronous turn: what is missing is sent and the topic subscribed, so that no event falls between. */
  #admit({ connection, cursor, admitted }: Arrival): void {
    const head = this.#head
    const missing = cursor === null ? [] : this.#since(cursor)
    if (missing === null) return void admitted({ kind: 'far', head })
    const piece = fitting(missing, BURST_BYTES - connection.buffered())
    const whole = piece.length === missing.length
    if (!admitted(whole ? { kind: 'live', head } : { kind: 'far', head, sent: head - missing.length + piece.length })) return
    for (const { text } of piece) connection.send(text)
    if (!whole) return
    connection.subscribe(eventTopic(this.#stream))
    connection.subscribe(ephemeralTopic(this.#stream))
  }

  /** Null when the ring does not reach back to the cursor. */
  #since(cursor: number): readonly Encoded[] | null {
    const count = this.#head - cursor
    if (count === 0) return []
    return count > this.#ring.length ? null : this.#ring.slice(-count)
  }
}

/** The first of these that the socket should take at once. */
function fitting(missing: readonly Encoded[], most: number): readonly Encoded[] {
  let bytes = 0
  const over = missing.findIndex(({ text }) => (bytes += text.length) > most)
  return over < 0 ? missing : missing.slice(0, over)
}

const encode = (event: StreamEvent): Encoded => ({ seq: event.seq, text: encodeStreamEvent(event) })

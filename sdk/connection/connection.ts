import type { AckPayload, ClientPayload, ClientType } from '#protocol/frames/client'
import type { ServerFrame } from '#protocol/frames/server'
import { closeCodes, limits } from '#protocol/limits'
import { failure, RequestFailed } from '#sdk/failure'
import { Value, type Observable } from '#sdk/observable'
import { Exchanges, type Outcome } from './exchanges'
import { decode, encode } from './frames'
import { heartbeat, type Heartbeat } from './heartbeat'
import { Listeners } from './listeners'
import { untilCarriedOut, type RequestOptions } from './patience'
import { Retry } from './retry'
import type { Capabilities, ConnectionOptions, FrameListener, OpenedSession } from './session'
import type { ConnectionState, StopReason } from './state'
import { Wire } from './wire'

/** What it takes to resume. */
type Held = { readonly sessionId: string; readonly resumeToken: string; readonly userId: string }

const answerMs = 10_000
const probeMs = 5_000
const steadyMs = 5_000
const faultsBeforeStop = 3
const leavingCode = 1000
/** Says "I shall be back": after 1000 the server would end the session at once, and my part in a call with it. */
const returningCode = 4900

/** One socket at a time, and one session across sockets. Owns nothing of rooms: they hang on SessionHooks. */
export class Connection implements Observable<ConnectionState> {
  readonly #options: ConnectionOptions
  readonly #exchanges: Exchanges
  readonly #state = new Value<ConnectionState>({ status: 'idle' })
  readonly #listeners = new Listeners()
  readonly #retry: Retry
  readonly #unwatch: () => void
  #wire: Wire | null = null
  #beat: Heartbeat | null = null
  #capabilities: Capabilities | null = null
  #session: Held | null = null
  #faults = 0
  #drainMs = 0
  /** Grows with every dial and stop: an answer to an older dial is not for us. */
  #run = 0

  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#exchanges = new Exchanges(options.clock)
    this.#retry = new Retry(options.clock, options.random)
    this.#unwatch = options.network?.watch((what) => this.#networkSays(what)) ?? (() => undefined)
  }

  /** Goes online and stays so. After `stopped` it starts over with a new session. */
  start(): void {
    const { status } = this.getSnapshot()
    if (status !== 'idle' && status !== 'stopped') return
    this.#session = null
    this.#retry.succeeded()
    this.#faults = 0
    void this.#dial()
  }

  stop(reason: StopReason = 'closed'): void {
    this.#letGo(leavingCode)
    this.#session = null
    this.#state.set(reason === 'closed' ? { status: 'idle' } : { status: 'stopped', reason })
    this.#exchanges.abandon(new RequestFailed('stopped', 'The connection was stopped'))
  }

  /** Tries now instead of at `retryAt`. */
  retryNow(): void {
    const { status } = this.getSnapshot()
    if (status === 'waiting' || status === 'offline') void this.#dial()
  }

  /** The end of the client: also forgets the browser's events. */
  close(): void {
    this.stop()
    this.#state.set({ status: 'stopped', reason: 'closed' })
    this.#unwatch()
  }

  /** Drops the socket as a lost network would; the session is resumed. For tests and for a page that knows better. */
  cut(): void {
    if (this.#wire) this.#lost(0)
  }

  get capabilities(): Capabilities | null {
    return this.#capabilities
  }

  get isOnline(): boolean {
    return this.getSnapshot().status === 'online'
  }

  /** Every frame as the socket brought it; a replay may repeat stream events. `client.rooms.onEvent` has them once and in order. */
  on<T extends ServerFrame['type']>(type: T, listener: FrameListener<T>): () => void {
    return this.#listeners.on(type, listener)
  }

  /** Asks and waits. `busy` and `rate_limited` were not carried out: asked again while there is time. */
  request<T extends ClientType>(type: T, payload: ClientPayload<T>, options: RequestOptions = {}): Promise<AckPayload<T>> {
    const ask = (settle: (outcome: Outcome<T>) => void, timeoutMs: number): void => this.exchange(type, payload, settle, timeoutMs)
    return untilCarriedOut(this.#options.clock, ask, options.timeoutMs ?? answerMs, options.signal)
  }

  /** One request, settled within the turn that read its answer. `offline` when there is no session or the socket went away meanwhile. */
  exchange<T extends ClientType>(type: T, payload: ClientPayload<T>, settle: (outcome: Outcome<T>) => void, timeoutMs = answerMs): void {
    if (!this.isOnline || !this.#wire) {
      const stopped = this.getSnapshot().status === 'stopped'
      return settle({ ok: false, failed: new RequestFailed(stopped ? 'stopped' : 'offline', 'There is no connection') })
    }
    this.#send(this.#wire, type, payload, settle, timeoutMs)
  }

  #send<T extends ClientType>(
    wire: Wire,
    type: T,
    payload: ClientPayload<T>,
    settle: (outcome: Outcome<T>) => void,
    timeoutMs: number,
  ): void {
    const requestId = this.#options.uuid()
    const text = encode(type, requestId, payload)
    // the server would close the socket over it (1009), and everybody else's requests with it
    if (text.length > limits.frameBytes / 4 && new TextEncoder().encode(text).length > limits.frameBytes)
      return settle({ ok: false, failed: new RequestFailed('too_large', 'The frame is larger than the server takes') })
    this.#exchanges.open(requestId, timeoutMs, settle)
    wire.send(text)
  }

  async #dial(): Promise<void> {
    const { credentials, construct, url } = this.#options
    this.#retry.cancel()
    const run = ++this.#run
    this.#state.set({ status: 'connecting', attempt: this.#retry.attempt })
    let ticket: string
    try {
      ticket = await credentials.ticket()
    } catch (error) {
      if (run === this.#run) this.#again(failure(error).retryAfterMs ?? 0)
      return
    }
    if (run !== this.#run) return
    this.#retry.after(answerMs, () => this.#lost(0))
    const address = `${url}?ticket=${encodeURIComponent(ticket)}`
    const wire: Wire = new Wire(address, { message: (text) => this.#message(wire, text), closed: (code) => this.#closed(code) })
    this.#wire = wire
    wire.open(construct)
  }

  #message(wire: Wire, text: string): void {
    this.#beat?.heard()
    const frame = decode(text)
    if (!frame) return
    if (frame.type === 'ack') return this.#exchanges.ack(frame.requestId, frame.payload)
    if (frame.type === 'nack') return this.#exchanges.nack(frame.requestId, frame.failed)
    if (frame.type === 'server.capabilities') return this.#greeted(wire, frame.payload)
    if (frame.type === 'server.draining') this.#drainMs = frame.payload.reconnectAfterMs
    this.#options.hooks.frame(frame)
    if (frame.type !== 'unknown') this.#listeners.tell(frame)
  }

  #greeted(wire: Wire, capabilities: Capabilities): void {
    this.#capabilities = capabilities
    const { sessionId, resumeToken, generation, user } = capabilities
    const userId = user.id
    const fresh = { sessionId, resumeToken, userId }
    const old = this.#session?.userId === userId ? this.#session : null
    this.#beat = heartbeat(
      this.#options.clock,
      capabilities.heartbeatMs,
      () => this.#send(wire, 'ping', {}, () => undefined, answerMs),
      () => this.#lost(0),
    )
    const anew = { sessionId, generation, userId, streams: null }
    if (!old) return this.#online(fresh, anew)
    const request = { sessionId: old.sessionId, resumeToken: old.resumeToken, cursors: this.#options.hooks.cursors(generation) }
    const settle = (outcome: Outcome<'session.resume'>): void => {
      if (wire !== this.#wire) return
      if (outcome.ok) this.#online({ ...outcome.payload, userId }, { ...outcome.payload, userId })
      else if (outcome.failed.code === 'timeout') this.#lost(0)
      else this.#online(fresh, anew)
    }
    this.#send(wire, 'session.resume', request, settle, answerMs)
  }

  #online(session: Held, opened: OpenedSession): void {
    this.#retry.cancel()
    this.#session = session
    this.#drainMs = 0
    this.#state.set({ status: 'online', sessionId: session.sessionId, resumed: opened.streams !== null, since: this.#options.clock.now() })
    this.#options.hooks.opened(opened)
  }

  #closed(code: number): void {
    if (code === closeCodes.replaced) {
      this.stop('replaced')
      this.#options.hooks.lost()
    } else if (code === closeCodes.garbage || code === closeCodes.tooLarge) {
      this.#faults++
      if (this.#faults < faultsBeforeStop) return this.#lost(1_000)
      this.stop('refused')
      this.#options.hooks.lost()
    } else if (code === closeCodes.revoked) void this.#revoked()
    else this.#lost(this.#drainMs)
  }

  async #revoked(): Promise<void> {
    this.#lost(1_000)
    const run = this.#run
    const renewed = await this.#options.credentials.renew().catch(() => true)
    if (!renewed && run === this.#run) this.stop('signed-out')
  }

  /** The socket is of no more use: tell those who wait, and come back. */
  #lost(atLeastMs: number): void {
    const state = this.getSnapshot()
    // a server that accepts and drops at once must not be hammered: only a connection that held counts as a success
    if (state.status === 'online' && this.#options.clock.now() - state.since >= steadyMs) this.#retry.succeeded()
    this.#letGo(returningCode)
    this.#again(atLeastMs)
    this.#exchanges.abandon(new RequestFailed('offline', 'The connection was lost'))
    if (state.status === 'online') this.#options.hooks.lost()
  }

  #again(atLeastMs: number): void {
    const retryAt = this.#retry.failed(atLeastMs, () => void this.#dial())
    this.#state.set(this.#options.network?.isDown() ? { status: 'offline' } : { status: 'waiting', retryAt, attempt: this.#retry.attempt })
  }

  #letGo(code: number): void {
    this.#run++
    this.#retry.cancel()
    this.#beat?.stop()
    this.#beat = null
    this.#wire?.drop(code)
    this.#wire = null
  }

  #networkSays(what: 'online' | 'offline' | 'visible'): void {
    const { status } = this.getSnapshot()
    if (status === 'online') return this.#beat?.probe(probeMs)
    if (what === 'offline') return status === 'waiting' ? this.#state.set({ status: 'offline' }) : undefined
    this.#retry.succeeded()
    this.retryNow()
  }
}

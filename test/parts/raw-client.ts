import { http, type Person } from './people'
import { type StreamFrame, StreamLog } from './stream-log'

/** The server said no. */
export class Nacked extends Error {
  override readonly name = 'Nacked'
  readonly code: string
  readonly retryAfterMs: number

  constructor(code: string, message: string, retryAfterMs = 0) {
    super(`${code}: ${message}`)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** The socket closed before the answer came. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

type Payload = Record<string, any>
type Frame = { v: number; type: string; requestId?: string; payload: Payload }
type Session = { readonly sessionId: string; readonly resumeToken: string }
type Waiting = { readonly early: (payload: Payload) => void; resolve(payload: Payload): void; reject(error: Error): void }

export type Page = { items: Parameters<StreamLog['restart']>[0]; hasMore: boolean; head: number; floor: number }

/** One page of a room's history over HTTP. */
export const history = (url: string, person: Person, roomId: string, query: string): Promise<Page> =>
  http<Page>(url, person.token, 'GET', `/v1/rooms/${roomId}/messages?${query}`)

const ANSWER_MS = 20_000

/**
 * A client of the contract and of nothing else: requests and answers, cursors, resume. It keeps what it heard per stream, notes what
 * must not happen in `faults`, and never reconnects by itself.
 */
export class RawClient {
  readonly person: Person
  readonly logs = new Map<string, StreamLog>()
  /** The close codes of its sockets so far. */
  readonly closes: number[] = []
  /** Called with every frame, after the log took it. */
  onFrame: (frame: Frame) => void = () => {}
  /** What it was told of rooms that failed, newest last. */
  readonly failures: Payload[] = []
  /** How often it continued its session, and how often it was told to begin anew. */
  resumed = 0
  refused = 0
  readonly #url: () => string
  readonly #waiting = new Map<string, Waiting>()
  readonly #faults: string[] = []
  #socket: WebSocket | null = null
  #ready = false
  #session: Session | null = null
  #loads: Promise<unknown>[] = []

  /** `url` is asked at every connect, so that a client can change its way to the server. */
  constructor(person: Person, url: string | (() => string)) {
    this.person = person
    this.#url = typeof url === 'string' ? () => url : url
  }

  /** Greeted, and the session continued where there was one. */
  get open(): boolean {
    return this.#ready && this.#connected
  }

  get #connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  get sessionId(): string | undefined {
    return this.#session?.sessionId
  }

  get faults(): string[] {
    return [...this.#faults, ...[...this.logs.values()].flatMap(({ stream, faults }) => faults.map((fault) => `${stream}: ${fault}`))]
  }

  /** A client that knows what this one knows now, its session too, and has no socket yet. */
  another(url: string | (() => string) = this.#url, person = this.person): RawClient {
    const twin = new RawClient(person, url)
    twin.#session = this.#session
    for (const [stream, log] of this.logs) if (stream !== this.person.id || person === this.person) twin.logs.set(stream, log.copy())
    return twin
  }

  log(stream: string): StreamLog {
    const log = this.logs.get(stream)
    if (!log) throw new Error(`${this.person.name} does not hear ${stream}`)
    return log
  }

  /** Opens a socket; continues the session where there was one, or joins its rooms anew where that is refused. Throws Lost. */
  async connect(): Promise<void> {
    const socket = new WebSocket(`${this.#url().replace('http', 'ws')}/v1/realtime/ws?token=${this.person.token}`)
    this.#socket = socket
    this.#ready = false
    const greeted = Promise.withResolvers<Payload>()
    greeted.promise.catch(() => {})
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Frame
      if (frame.type === 'server.capabilities') greeted.resolve(frame.payload)
      else if (this.#socket === socket) this.#received(frame)
      this.onFrame(frame)
    }
    socket.onclose = ({ code }) => {
      this.closes.push(code)
      greeted.reject(new Lost(`closed ${code} before the greeting`))
      if (this.#socket === socket) this.#lost(code)
    }
    const hello = await greeted.promise
    const { stream } = hello as { stream: { id: string; head: number } }
    const { sessionId, resumeToken } = hello as { sessionId: string; resumeToken: string }
    const before = this.#session
    if (before) await this.#resume(before, { sessionId, resumeToken }, stream.head)
    else this.#session = { sessionId, resumeToken }
    if (!this.logs.has(stream.id)) this.logs.set(stream.id, new StreamLog(stream.id, stream.head))
    this.#ready = true
  }

  /** Sends a request and answers its ack's payload. Throws Nacked, Lost. `early` runs before any later frame is taken. */
  request(type: string, payload: Payload, early: (payload: Payload) => void = () => {}): Promise<Payload> {
    const requestId = crypto.randomUUID()
    return new Promise((resolve, reject) => {
      if (!this.#connected) return reject(new Lost('no socket'))
      const timer = setTimeout(() => reject(new Error(`${type} was not answered in ${ANSWER_MS} ms`)), ANSWER_MS)
      const done = <T>(then: (value: T) => void) => {
        return (value: T): void => {
          clearTimeout(timer)
          then(value)
        }
      }
      this.#waiting.set(requestId, { early, resolve: done(resolve), reject: done(reject) })
      this.#socket?.send(JSON.stringify({ v: 1, type, requestId, payload }))
    })
  }

  /** Joins a room, with a cursor where it was heard before. */
  join(roomId: string): Promise<Payload> {
    const known = this.logs.get(roomId)
    const cursor = known?.cursor
    return this.request('room.join', { roomId, ...(cursor === undefined ? {} : { cursor }) }, ({ head, status }) => {
      if (!known) this.logs.set(roomId, new StreamLog(roomId, head as number))
      else if (status === 'resync') this.#reload(known)
    })
  }

  send(roomId: string, text: string, idempotencyKey: string): Promise<Payload> {
    return this.request('message.send', { roomId, text, idempotencyKey })
  }

  /** Resolves when reloads are done. */
  async loaded(): Promise<void> {
    while (this.#loads.length > 0) await Promise.all(this.#loads.splice(0))
  }

  /** Leaves without a goodbye that matters: the session may be continued. */
  hangUp(): void {
    const socket = this.#socket
    this.#ready = false
    this.#socket = null
    this.#lost(1006)
    socket?.close()
  }

  async #resume(before: Session, fresh: Session, ownHead: number): Promise<void> {
    const cursors = Object.fromEntries([...this.logs].map(([stream, { cursor }]) => [stream, cursor]))
    try {
      await this.request('session.resume', { ...before, cursors }, ({ sessionId, resumeToken, streams }) => {
        this.#session = { sessionId: sessionId as string, resumeToken: resumeToken as string }
        for (const [stream, { status, head }] of Object.entries(streams as Record<string, { status: string; head: number }>)) {
          if (status === 'resync' && stream === this.person.id) this.logs.set(stream, new StreamLog(stream, head))
          else if (status === 'resync') this.#reload(this.log(stream))
          else if (status === 'gone') this.logs.delete(stream)
        }
      })
      this.resumed += 1
    } catch (error) {
      if (!(error instanceof Nacked) || error.code !== 'resume_refused') throw error
      this.refused += 1
      this.#session = fresh
      this.logs.set(this.person.id, new StreamLog(this.person.id, ownHead))
      for (const stream of this.logs.keys()) if (stream !== this.person.id) await this.join(stream)
    }
  }

  /** Drops what is known of a room and loads all of it over HTTP, newest page first. */
  #reload(log: StreamLog): void {
    log.drop()
    const load = async (): Promise<void> => {
      const newest = await history(this.#url(), this.person, log.stream, 'limit=200')
      let items = newest.items
      for (let page = newest; page.hasMore; items = [...page.items, ...items])
        page = await history(this.#url(), this.person, log.stream, `limit=200&before=${items[0]?.seq}`)
      log.restart(items, newest.head)
    }
    this.#loads.push(load().catch((error: unknown) => this.#faults.push(`reload: ${String(error)}`)))
  }

  #received(frame: Frame): void {
    const { type, requestId, payload } = frame
    if (type === 'ack' || type === 'nack') {
      const waiting = this.#waiting.get(requestId ?? '')
      if (!waiting) return void this.#faults.push(`${type} nobody waits for: ${JSON.stringify(payload)}`)
      this.#waiting.delete(requestId ?? '')
      if (type === 'nack') return waiting.reject(new Nacked(payload['code'], payload['message'], payload['retryAfterMs']))
      waiting.early(payload)
      waiting.resolve(payload)
    } else if (type === 'error' && payload['roomId'] !== undefined) this.failures.push(payload)
    else if (type === 'error') this.#faults.push(`error: ${JSON.stringify(payload)}`)
    else if (typeof payload['stream'] === 'string') {
      const log = this.logs.get(payload['stream'])
      if (log) log.take(frame as unknown as StreamFrame)
      else this.#faults.push(`${type} of ${payload['stream']}, which was not joined`)
    }
  }

  #lost(code: number): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting) reject(new Lost(`closed ${code}`))
  }
}

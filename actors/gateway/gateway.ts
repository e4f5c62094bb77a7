import type { Server, WebSocketHandler } from 'bun'
import { insist } from '#actors/runtime/insist'
import type { Supervisor } from '#actors/runtime/supervisor'
import { sessionActor, type SessionPorts } from '#actors/session/session-actor'
import { decodeClientFrame, encodeError, encodeEvent, encodeNack } from '#protocol/envelope'
import { errorTable, Refused } from '#protocol/errors'
import { closeCodes, limits } from '#protocol/limits'
import type { User } from '#protocol/models'
import { addressKey } from '#src/access/address'
import { uuid } from '#src/base/ids'
import { type Socket, SocketConnection, type SocketState } from './socket'

export const REALTIME_PATH = '/v1/realtime/ws'

export type GatewayPorts = {
  readonly supervisor: Supervisor
  readonly session: SessionPorts
  /** Who opens the socket, by ?token= or ?ticket=. Throws Refused. */
  identify(credentials: { token: string | null; ticket: string | null }): Promise<{ user: User; deviceId: string }>
  address(request: Request): string
}

/** The most a socket may have waiting. Bun looks before it adds a frame, so its limit is one frame lower. */
const BUFFER_BYTES = 1024 * 1024
const GARBAGE_FRAMES = 20
const SOCKETS_PER_USER = 200
const MEASURE_MS = 500

/** Sockets in, sessions out: handshake, frames, heartbeat, slow readers. */
export class Gateway {
  readonly #ports: GatewayPorts
  readonly #sockets = new Set<Socket>()
  readonly #ofUser = new Map<string, number>()
  #draining = false
  #measuring: ReturnType<typeof setTimeout> | undefined

  constructor(ports: GatewayPorts) {
    this.#ports = ports
    const { metrics } = ports.session
    metrics.measure(metrics.connections, () => this.#sockets.size)
    metrics.measure(metrics.bufferedBytesMax, () => this.#measure())
  }

  get size(): number {
    return this.#sockets.size
  }

  /** Answers undefined when the socket was upgraded. Bad credentials: 401, no upgrade (contract, section Socket). */
  async upgrade(request: Request, server: Server<SocketState>): Promise<Response | undefined> {
    const { metrics, limits: rates } = this.#ports.session
    try {
      if (this.#draining) throw new Refused('draining', 'the server is shutting down', { retryAfterMs: 2_000 })
      const address = this.#ports.address(request)
      rates.require('connect.address', addressKey(address))
      const query = new URL(request.url).searchParams
      const { user, deviceId } = await this.#ports.identify({ token: query.get('token'), ticket: query.get('ticket') })
      rates.require('connect.user', user.id)
      if ((this.#ofUser.get(user.id) ?? 0) >= SOCKETS_PER_USER)
        throw new Refused('rate_limited', 'too many open connections', { retryAfterMs: 15_000 })
      const data: SocketState = { id: uuid(), user, deviceId, address, connection: null, session: null, garbage: 0 }
      if (server.upgrade(request, { data })) return undefined
      return problem(new Refused('malformed', 'this address speaks WebSocket only'), 426)
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused('unavailable', 'try again', { retryAfterMs: 1_000 })
      if (!(error instanceof Refused)) this.#ports.session.log.error({ err: error }, 'an upgrade failed')
      metrics.refusedUpgrades.inc({ reason: refused.code })
      return problem(refused)
    }
  }

  readonly handler: WebSocketHandler<SocketState> = {
    maxPayloadLength: limits.frameBytes,
    backpressureLimit: BUFFER_BYTES - limits.frameBytes,
    closeOnBackpressureLimit: true,
    sendPings: true,
    idleTimeout: (2 * limits.heartbeatMs) / 1_000,
    publishToSelf: true,
    open: (socket) => this.#opened(socket),
    message: (socket, frame) => this.#received(socket, frame),
    drain: (socket) => socket.data.connection?.onDrain(),
    close: (socket, code) => this.#closed(socket, code),
  }

  /** No new sockets; those open are told when to come back, spread over `withinMs`, and closed. */
  drain(withinMs: number): void {
    this.#draining = true
    clearTimeout(this.#measuring)
    for (const socket of this.#sockets) {
      const reconnectAfterMs = 500 + Math.round(Math.random() * withinMs)
      const { connection } = socket.data
      connection?.send(encodeEvent('server.draining', { reconnectAfterMs }))
      // not the socket's own: what was just said goes first
      connection?.close(1001, 'draining')
    }
  }

  /** Something was sent, or published: in a while the sockets' buffers are looked at. Nothing is looked at while nothing is sent. */
  readonly sent = (): void => {
    if (this.#draining) return
    this.#measuring ??= setTimeout(() => {
      this.#measuring = undefined
      if (this.#measure() > 0) this.sent()
    }, MEASURE_MS)
  }

  #opened(socket: Socket): void {
    const { session, supervisor } = this.#ports
    const { id, user, deviceId } = socket.data
    const connection = new SocketConnection(socket, this.sent)
    this.#sockets.add(socket)
    this.#ofUser.set(user.id, (this.#ofUser.get(user.id) ?? 0) + 1)
    session.metrics.opened.inc()
    socket.data.connection = connection
    const args = { sessionId: uuid(), user, deviceId, connection, ports: session }
    const ref = supervisor.ensure(sessionActor, `session:${id}`, args, { restart: 'temporary', shutdown: 1_000 })
    // A session that crashed or ended takes its socket along; the client resumes.
    ref.onExit(() => connection.close(1012, 'session ended'))
    socket.data.session = ref
    session.log.info({ connection: id, userId: user.id, sessionId: args.sessionId, address: socket.data.address }, 'socket opened')
  }

  #received(socket: Socket, raw: string | Buffer): void {
    const { session: ref, connection } = socket.data
    const { limits: rates, metrics } = this.#ports.session
    if (!ref || !connection) return
    if (typeof raw !== 'string') return connection.close(4003, 'text frames only')
    const decoded = decodeClientFrame(raw)
    if (!decoded.ok) {
      metrics.nacks.inc({ code: decoded.code })
      const { code, message, requestId } = decoded
      connection.send(requestId === undefined ? encodeError(code, message) : encodeNack(requestId, code, message))
      socket.data.garbage = code === 'malformed' ? socket.data.garbage + 1 : 0
      if (socket.data.garbage >= GARBAGE_FRAMES) connection.close(4003, 'garbage')
      return
    }
    socket.data.garbage = 0
    const { frame } = decoded
    metrics.frames.inc({ type: frame.type })
    const taken = rates.take('frame.session', socket.data.id)
    if (!taken.ok) return this.#refuse(connection, frame.requestId, 'rate_limited', taken.retryAfterMs)
    if (ref.send({ type: 'frame', frame, at: performance.now() }) !== 'ok') this.#refuse(connection, frame.requestId, 'busy', 500)
  }

  #refuse(connection: SocketConnection, requestId: string | undefined, code: 'busy' | 'rate_limited', retryAfterMs: number): void {
    this.#ports.session.metrics.nacks.inc({ code })
    const { title } = errorTable[code]
    connection.send(requestId === undefined ? encodeError(code, title, retryAfterMs) : encodeNack(requestId, code, title, retryAfterMs))
  }

  #closed(socket: Socket, code: number): void {
    const { metrics, log } = this.#ports.session
    this.#sockets.delete(socket)
    metrics.closed.inc({ code: counted(code) })
    const { id, user, connection, session } = socket.data
    log.info({ connection: id, userId: user.id, code }, 'socket closed')
    const open = (this.#ofUser.get(user.id) ?? 1) - 1
    if (open > 0) this.#ofUser.set(user.id, open)
    else this.#ofUser.delete(user.id)
    if (connection && connection.lastBuffered > BUFFER_BYTES / 2) metrics.slowClosed.inc()
    connection?.onClose()
    const clean = code === 1000 || code === 1001 || code === 1005
    if (session) insist(session, { type: 'closed', clean })
  }

  #measure(): number {
    let most = 0
    for (const socket of this.#sockets) most = Math.max(most, socket.data.connection?.measure() ?? 0)
    return most
  }
}

function problem(refused: Refused, status: number = errorTable[refused.code].status): Response {
  const { code, message: detail, retryAfterMs } = refused
  const body = {
    type: 'about:blank',
    title: errorTable[code].title,
    status,
    code,
    detail,
    requestId: uuid(),
    ...(retryAfterMs ? { retryAfterMs } : {}),
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (retryAfterMs) headers['retry-after'] = String(Math.ceil(retryAfterMs / 1_000))
  return new Response(JSON.stringify(body), { status, headers })
}

/** A client closes with any code it likes up to 4999: those that nobody has defined (RFC 6455, section 7.4, and ours) are one label. */
const counted = (code: number): number | 'other' => (code < 1_016 || ours.has(code) ? code : 'other')
const ours: ReadonlySet<number> = new Set(Object.values(closeCodes))

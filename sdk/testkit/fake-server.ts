import type { Clock } from '#sdk/clock'
import type { Fetch } from '#sdk/api/http'
import type { User } from '#protocol/models'
import { uuidFrom } from '#sdk/random'
import { FakeRoom } from './fake-room'
import { FakeTokens } from './fake-tokens'
import { FakeNetwork, type ServerSocket } from './fake-wire'

type Payload = Record<string, unknown>
type Session = { id: string; user: User; rooms: Set<string>; socket: ServerSocket | null }
type Reply = { status: number; body: unknown }

/** The contract in memory: accounts, rooms, resume, replays, idempotency. What it says of a room is what the client must end with. */
export class FakeServer {
  readonly network: FakeNetwork
  readonly rooms = new Map<string, FakeRoom>()
  /** Frames of this type are refused with `busy` this often. */
  busyRate = 0
  /** Streams more than this behind are told to resync. */
  replayBound = 1_000
  generation = 'g1'
  /** Messages with this text are refused. */
  refuseText: string | null = null
  /** Types of all frames that came in. */
  readonly seen: string[] = []
  readonly #clock: Clock
  readonly #random: () => number
  readonly #users = new Map<string, User>()
  readonly #tokens: FakeTokens
  readonly #tickets = new Map<string, string>()
  readonly #sessions = new Map<string, Session>()

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
    this.#tokens = new FakeTokens(clock, random)
    this.network = new FakeNetwork(clock, random, (url, socket) => this.#accept(url, socket))
  }

  get refreshes(): number {
    return this.#tokens.refreshes
  }

  room(slug: string): FakeRoom {
    const id = uuidFrom(this.#random)
    const room = new FakeRoom(id, slug, (event) => {
      for (const { rooms, socket } of this.#sessions.values()) if (rooms.has(id)) send(socket, event.type, event.payload)
    })
    this.rooms.set(id, room)
    return room
  }

  nowIso(): string {
    return new Date(this.#clock.now()).toISOString()
  }

  /** Sends a frame by hand to every socket of a user. */
  tell(userId: string, type: string, payload: object): void {
    for (const { user, socket } of this.#sessions.values()) if (user.id === userId) send(socket, type, payload)
  }

  /** A room fails: nobody is in it any more, and all are told when to come back. */
  failRoom(roomId: string, retryAfterMs: number): void {
    for (const { rooms, socket } of this.#sessions.values())
      if (rooms.delete(roomId)) send(socket, 'error', { code: 'unavailable', message: 'it failed', retryAfterMs, roomId })
  }

  /** Closes every socket from this side. */
  closeAll(code: number): void {
    for (const { socket } of this.#sessions.values()) socket?.close(code)
  }

  /** All sessions are unknown from here on, as after a long absence. */
  forgetSessions(): void {
    this.network.cut()
    this.#sessions.clear()
  }

  revokeTokens(): void {
    this.#tokens.revokeAll()
  }

  expireAccessTokens(): void {
    this.#tokens.expireAccess()
  }

  readonly fetch: Fetch = async (address, init) => {
    await this.#wait()
    if (this.network.isDown) throw new TypeError('network is down')
    const { status, body } = this.#http(new URL(address), init)
    await this.#wait()
    if (this.network.isDown) throw new TypeError('network is down')
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => this.#clock.after(this.network.delay(), resolve))
  }

  #http(url: URL, init: RequestInit): Reply {
    const body = (init.body ? JSON.parse(init.body as string) : {}) as Payload
    const [, , a, b, c] = url.pathname.split('/')
    if (a === 'auth' && (b === 'register' || b === 'login')) {
      const user = this.#userNamed(String(body['name'] ?? body['email']))
      return { status: 200, body: { user, ...this.#tokens.open(user.id) } }
    }
    if (a === 'auth' && b === 'refresh') {
      const granted = this.#tokens.renew(String(body['refreshToken']))
      return granted ? { status: 200, body: { user: this.#users.get(granted.userId), ...granted } } : problem(401, 'unauthenticated')
    }
    const token = (init.headers as Record<string, string>)['authorization']?.slice(7) ?? ''
    const userId = this.#tokens.userOf(token)
    if (userId === undefined) return problem(401, 'token_expired')
    if (a === 'realtime') {
      const ticket = uuidFrom(this.#random)
      this.#tickets.set(ticket, userId)
      return { status: 201, body: { ticket, expiresIn: 30 } }
    }
    if (a === 'auth')
      return b === 'logout' ? { status: 204, body: null } : { status: 200, body: { user: this.#users.get(userId), deviceId: 'd' } }
    if (b === undefined) return { status: 200, body: { items: [...this.rooms.values()].map((room) => room.seenBy(userId)), next: null } }
    const room = this.rooms.get(b)
    if (!room) return problem(404, 'not_found')
    if (c !== 'messages') return { status: 200, body: { room: room.seenBy(userId) } }
    const before = url.searchParams.get('before')
    return { status: 200, body: room.page(before === null ? null : Number(before), Number(url.searchParams.get('limit') ?? 50)) }
  }

  #userNamed(name: string): User {
    for (const user of this.#users.values()) if (user.name === name) return user
    const user: User = { id: uuidFrom(this.#random), email: `${name}@x`, name, role: 'user', createdAt: this.nowIso() }
    this.#users.set(user.id, user)
    return user
  }

  #accept(url: URL, socket: ServerSocket): { message(text: string): void; closed(): void } | null {
    const ticket = url.searchParams.get('ticket') ?? ''
    const user = this.#users.get(this.#tickets.get(ticket) ?? '')
    if (!user) return null
    this.#tickets.delete(ticket)
    let session: Session = { id: uuidFrom(this.#random), user, rooms: new Set(), socket }
    this.#sessions.set(session.id, session)
    const { generation } = this
    const limits = { frameBytes: 65_536, textLength: 4_000 }
    const opening = {
      versions: [1],
      features: [],
      limits,
      heartbeatMs: 25_000,
      generation,
      sessionId: session.id,
      resumeToken: session.id,
      user,
    }
    send(socket, 'server.capabilities', opening)
    return {
      message: (text) => {
        const { type, requestId, payload } = JSON.parse(text) as { type: string; requestId: string; payload: Payload }
        const nack = (code: string, retryAfterMs?: number): void =>
          socket.send(JSON.stringify({ v: 1, type: 'nack', requestId, payload: { code, message: code, retryAfterMs } }))
        const ack = (answer: object): void => socket.send(JSON.stringify({ v: 1, type: 'ack', requestId, payload: answer }))
        if (type !== 'session.resume') return this.#handle(session, type, payload, ack, nack)
        const old = this.#sessions.get(String(payload['sessionId']))
        if (!old) return nack('resume_refused')
        old.socket?.close(4002)
        this.#sessions.delete(session.id)
        session = old
        session.socket = socket
        this.#resume(session, payload['cursors'] as Record<string, number>, ack)
      },
      closed: () => {
        if (session.socket === socket) session.socket = null
      },
    }
  }

  #resume(session: Session, cursors: Record<string, number>, ack: (answer: object) => void): void {
    const streams: Record<string, object> = {}
    const replays: [FakeRoom, number][] = []
    session.rooms.clear()
    for (const [id, cursor] of Object.entries(cursors)) {
      const room = this.rooms.get(id)
      if (!room) continue
      session.rooms.add(id)
      const behind = room.head - cursor
      if (behind < 0 || behind > this.replayBound) streams[id] = { status: 'resync', head: room.head, floor: 1 }
      else {
        streams[id] = { status: 'ok', head: room.head }
        replays.push([room, cursor])
      }
    }
    ack({ sessionId: session.id, resumeToken: session.id, generation: this.generation, streams })
    for (const [room, cursor] of replays) for (const event of room.replay(cursor)) send(session.socket, event.type, event.payload)
  }

  #handle(
    session: Session,
    type: string,
    payload: Payload,
    ack: (answer: object) => void,
    nack: (code: string, retryAfterMs?: number) => void,
  ): void {
    this.seen.push(type)
    if (type === 'ping' || type === 'presence.set') return ack({})
    if (this.#random() < this.busyRate) return nack('busy', 50)
    const room = this.rooms.get(String(payload['roomId']))
    const { user } = session
    if (!room) return nack('not_found')
    if (type === 'room.join') {
      room.join({ id: user.id, name: user.name })
      const cursor = payload['cursor'] as number | undefined
      const missing = cursor === undefined || session.rooms.has(room.id) ? [] : room.replay(cursor)
      session.rooms.add(room.id)
      ack({ room: room.seenBy(user.id), head: room.head, generation: this.generation, presence: { online: 1, users: [] } })
      for (const event of missing) send(session.socket, event.type, event.payload)
    } else if (type === 'message.send') {
      if (payload['text'] === this.refuseText) return nack('forbidden')
      ack(room.post({ id: user.id, name: user.name }, String(payload['text']), String(payload['idempotencyKey']), this.nowIso()))
    } else if (type === 'read.set') {
      room.reads.set(user.id, Math.max(room.reads.get(user.id) ?? 0, Number(payload['seq'])))
      ack({})
    } else if (type === 'call.state') ack({ callId: null, roomId: room.id, topology: 'p2p', epoch: 0, participants: [] })
    else if (type === 'room.leave') ack({})
    else ack({})
  }
}

function send(socket: ServerSocket | null, type: string, payload: object): void {
  socket?.send(JSON.stringify({ v: 1, type, payload }))
}

function problem(status: number, code: string): Reply {
  return { status, body: { type: 'about:blank', title: code, status, code, detail: code, requestId: 'r' } }
}

import { type Answer, exchange } from './exchange'
import type { FrameInput } from './frame-mutants'
import type { HttpInput } from './http-mutants'
import { closesAllowed, faultOfAnswer, type Frame } from './judge'
import { FuzzSocket } from './socket'
import type { World } from './world'

export type Part = 'owner' | 'admin' | 'moderator' | 'member' | 'stranger'

/** What became of one input: how it was answered, and everything that must not have happened. */
export type Outcome = { readonly answers: readonly string[]; readonly faults: readonly string[] }

const PASSWORD = 'password123'
let reborn = 0

/** One person who sends inputs one after another. What an input ends (token, account, socket) is made anew before the next. */
export class Lane {
  readonly part: Part
  id = ''
  email: string
  password = PASSWORD
  token = ''
  refreshToken = ''
  deviceId = ''
  /** The session of the socket before: what a resume names. */
  session: { sessionId: string; resumeToken: string } | null = null
  readonly #world: World
  #socket: FuzzSocket | null = null
  #fresh = true
  #dead = false

  constructor(world: World, part: Part, email: string) {
    this.#world = world
    this.part = part
    this.email = email
  }

  /** Signs in again; where the account is no more, becomes somebody new. */
  async revive(): Promise<void> {
    const world = this.#world
    this.#dead = false
    let signed = this.id === '' ? null : await this.#sign('login')
    if (signed === null) {
      if (this.id !== '' && this.part !== 'owner') this.email = `again-${++reborn}@example.org`
      this.password = PASSWORD
      signed = await this.#sign('register')
      if (signed === null) throw new Error(`${this.email} can neither sign in nor register`)
    }
    this.id = signed.user.id
    this.token = signed.token
    this.refreshToken = signed.refreshToken
    if (this.part === 'admin' && signed.user.role === 'user') await world.asOwner('POST', `/v1/admin/users/${this.id}/promote`, {})
    if (this.deviceId !== '') world.keep(world.devices, this.deviceId)
    const me = await world.request('GET', '/v1/auth/me', null, this.token)
    this.deviceId = me.json.deviceId ?? this.deviceId
  }

  async #sign(how: 'login' | 'register'): Promise<any> {
    const { email, password } = this
    const body = { email, password, ...(how === 'register' ? { name: this.part } : {}) }
    const { status, json } = await this.#world.request('POST', `/v1/auth/${how}`, body)
    return status < 300 ? json : null
  }

  hangUp(): void {
    this.#socket?.close()
    this.#socket = null
  }

  async play(input: FrameInput | HttpInput): Promise<Outcome> {
    if (this.#dead) await this.revive()
    return input.kind === 'frame' ? this.#playFrames(input) : this.#playRequest(input)
  }

  async #playRequest(input: HttpInput): Promise<Outcome> {
    const answer = await exchange(this.#world.server.port, input.bytes, { half: input.half })
    const headless = Buffer.from(input.bytes.subarray(0, 5)).toString('latin1') === 'HEAD '
    const fault = faultOfAnswer(answer, { loose: input.loose, headless })
    if (answer === 'closed') return { answers: ['closed'], faults: fault ? [fault] : [] }
    if (input.signed && answer.status === 401) this.#dead = true
    if (answer.status < 300) this.#learn(input, answer)
    return { answers: [String(answer.status)], faults: fault ? [fault] : [] }
  }

  /** Takes note of what a request that succeeded changed. */
  #learn({ hit, bytes }: HttpInput, { body }: Answer): void {
    const said = (): any => JSON.parse(Buffer.from(bytes).toString().split('\r\n\r\n').slice(1).join('\r\n\r\n'))
    if (hit === 'PATCH /v1/users/me') this.password = said().password?.new ?? this.password
    else if (hit === 'POST /v1/rooms/{id}/messages') this.#world.keep(this.#world.messages, JSON.parse(body).messageId)
    else if (hit === 'POST /v1/auth/refresh') ({ token: this.token, refreshToken: this.refreshToken } = JSON.parse(body))
    else if (hit === 'POST /v1/auth/logout') this.#dead = true
  }

  async #playFrames(input: FrameInput): Promise<Outcome> {
    const socket = await this.#online(input.hit === 'session.resume')
    const answer = input.requestId === null ? null : socket.expect(input.requestId, input.hit ?? '')
    for (const frame of input.frames) socket.send(frame)
    // a ping behind it: when it is answered, what came before it was read
    const [heard] = await Promise.all([answer, socket.ask('ping', {})])
    const faults = socket.faults.splice(0)
    if (socket.closed !== null) {
      this.#socket = null
      if (socket.closed === 4001) this.#dead = true
      if (!closesAllowed.includes(socket.closed)) faults.push(`the socket was closed ${socket.closed}`)
      return { answers: [`closed ${socket.closed}`], faults }
    }
    if (heard === null) return { answers: ['read'], faults }
    return { answers: [heard.type === 'ack' ? 'ack' : String(heard.payload['code'])], faults }
  }

  /** A socket that has joined rooms and a call; a new one that has said nothing yet where `bare` is asked for. */
  async #online(bare: boolean): Promise<FuzzSocket> {
    const open = this.#socket
    if (open?.closed === null && !(bare && !this.#fresh)) {
      this.#fresh = false
      return open
    }
    const lost = open?.closed ?? null
    if (lost === 4001) await this.revive()
    this.hangUp()
    const socket = await this.#connect()
    this.#socket = socket
    this.#fresh = false
    if (lost !== null && !closesAllowed.includes(lost)) socket.faults.push(`the socket before was closed ${lost}`)
    socket.onFrame = (frame, asked) => this.#hear(frame, asked)
    if (!bare) await this.#enter(socket)
    const { sessionId, resumeToken } = socket.hello as { sessionId: string; resumeToken: string }
    if (!bare || this.session === null) this.session = { sessionId, resumeToken }
    return socket
  }

  async #connect(): Promise<FuzzSocket> {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const socket = await FuzzSocket.open(this.#world.server.url, this.token)
      if (socket) return socket
      await this.revive()
    }
    throw new Error(`${this.email} is not let in`)
  }

  async #enter(socket: FuzzSocket): Promise<void> {
    const [roomId = ''] = this.#world.rooms
    await socket.ask('room.join', { roomSlug: 'general' })
    await socket.ask('room.join', { roomId })
    await socket.ask('call.join', { roomId, media: { audio: true, video: false } })
  }

  #hear({ type, payload }: Frame, asked: string | undefined): void {
    const world = this.#world
    if (type === 'ack' && asked === 'message.send') world.keep(world.messages, payload['messageId'] as string)
    if ((type === 'ack' && asked === 'call.join') || (type === 'call.state' && payload['callId'] !== null)) {
      const participants = (payload['participants'] as { participantId: string }[]).map(({ participantId }) => participantId)
      const callId = payload['callId'] as string
      const at = world.calls.findIndex((call) => call.callId === callId)
      if (at >= 0) world.calls.splice(at, 1)
      if (participants.length > 0) world.keep(world.calls, { callId, participants }, 3)
    }
  }
}

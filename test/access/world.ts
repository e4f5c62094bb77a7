import { plantFiles } from '#test/parts/planted-files'
import { OWNER_EMAIL, startServer, type TestServer } from '#test/parts/server'
import { openSocket, type Socket } from './socket'

/** Everybody the table has a column for, in the order of its columns. */
export const everybody = ['nobody', 'stranger', 'member', 'moderator', 'admin', 'superAdmin', 'revoked'] as const
export type Who = (typeof everybody)[number]

export type Person = { readonly id: string; readonly email: string; readonly token: string; readonly refreshToken: string }
export type Asked = { readonly status: number; readonly code: string | null; readonly body: any }
export type Request = { readonly path?: string; readonly body?: object; readonly token?: string; readonly headers?: Record<string, string> }

const password = 'password123'

/** A server with people of every kind. Rooms, users and calls are made when a row of the table asks for fresh ones. */
export class World {
  readonly server: TestServer
  readonly people = new Map<Who | 'founder', Person>()
  readonly #sockets: Socket[] = []
  #founder: Socket | null = null
  #made = 0
  #fileRoom = ''
  readonly #files: string[] = []

  constructor(server: TestServer) {
    this.server = server
  }

  static async open(): Promise<World> {
    const world = new World(await startServer())
    const superAdmin = await world.register(OWNER_EMAIL)
    world.people.set('superAdmin', superAdmin)
    for (const who of ['stranger', 'member', 'moderator', 'admin', 'revoked', 'founder'] as const)
      world.people.set(who, await world.register(`${who}@example.org`))
    for (const who of ['admin', 'founder'] as const)
      await world.must('POST', `/v1/admin/users/${world.person(who).id}/promote`, superAdmin.token, {})
    await world.must('POST', '/v1/auth/logout', world.person('revoked').token)
    world.#fileRoom = await world.room()
    world.#files.push(...(await plantFiles(world.server, world.#fileRoom, 80)))
    return world
  }

  person(who: Who | 'founder'): Person {
    const person = this.people.get(who)
    if (!person) throw new Error(`${who} has no account`)
    return person
  }

  token(who: Who): string | undefined {
    return this.people.get(who)?.token
  }

  async ask(method: string, path: string, { token, body, headers = {} }: Request = {}): Promise<Asked> {
    const response = await fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') && text !== '' ? JSON.parse(text) : {}
    return { status: response.status, code: json.code ?? null, body: json }
  }

  /** Like ask, for what has to work. */
  async must(method: string, path: string, token?: string, body?: object): Promise<any> {
    const asked = await this.ask(method, path, { ...(token ? { token } : {}), ...(body ? { body } : {}) })
    if (asked.status >= 300) throw new Error(`${method} ${path}: ${asked.status} ${JSON.stringify(asked.body)}`)
    return asked.body
  }

  async register(email: string): Promise<Person> {
    const body = await this.must('POST', '/v1/auth/register', undefined, { email, password, name: email.split('@')[0] })
    return { id: body.user.id, email, token: body.token, refreshToken: body.refreshToken }
  }

  /** A new account with the role `user`. */
  user(): Promise<Person> {
    return this.register(`user${++this.#made}@example.org`)
  }

  /** Signs somebody in once more; those who have no account get what they have. */
  async again(who: Who): Promise<{ token?: string; refreshToken?: string; deviceId?: string }> {
    if (who === 'nobody' || who === 'revoked') return this.people.get(who) ?? {}
    const { token, refreshToken } = await this.must('POST', '/v1/auth/login', undefined, { email: this.person(who).email, password })
    const { deviceId } = await this.must('GET', '/v1/auth/me', token)
    return { token, refreshToken, deviceId }
  }

  /** A room of the founder's, with its member and its moderator (and the revoked one, a member too). */
  async room(visibility: 'open' | 'private' = 'private'): Promise<string> {
    const { token } = this.person('founder')
    const { room } = await this.must('POST', '/v1/rooms', token, { slug: `room-${++this.#made}`, name: 'Room', visibility })
    for (const who of ['member', 'moderator', 'revoked'] as const) {
      const { id } = this.person(who)
      await this.must('POST', `/v1/rooms/${room.id}/members`, token, { userId: id })
      if (who === 'moderator') await this.must('PATCH', `/v1/rooms/${room.id}/members/${id}`, token, { role: 'moderator' })
    }
    return room.id
  }

  /** The direct room of the founder and the member. */
  async direct(): Promise<string> {
    const { room } = await this.must('POST', '/v1/direct', this.person('founder').token, { userIds: [this.person('member').id] })
    return room.id
  }

  /** Somebody more in the room, to be changed or removed. */
  async extra(roomId: string): Promise<string> {
    const { id } = await this.user()
    await this.must('POST', `/v1/rooms/${roomId}/members`, this.person('founder').token, { userId: id })
    return id
  }

  /** A file of the founder's private room that no row has seen. */
  file(): string {
    const id = this.#files.pop()
    if (!id) throw new Error('no file is left: plant more')
    return id
  }

  /** The addresses of a file, signed for the member. */
  fileLink(fileId: string): Promise<{ url: string; posterUrl: string }> {
    return this.must('GET', `/v1/files/${fileId}/link`, this.person('member').token)
  }

  /** The address of a file, signed for somebody who has left its room since. */
  async linkOfLeaver(): Promise<string> {
    const { id, token } = await this.user()
    await this.must('POST', `/v1/rooms/${this.#fileRoom}/members`, this.person('founder').token, { userId: id })
    const { url } = await this.must('GET', `/v1/files/${this.file()}/link`, token)
    await this.must('DELETE', `/v1/rooms/${this.#fileRoom}/members/${id}`, this.person('founder').token)
    return url
  }

  /** A call in the room, with the founder in it; all of them over one socket. */
  async call(roomId: string): Promise<{ callId: string; participantId: string }> {
    this.#founder ??= await this.socket(this.person('founder').token)
    await this.#founder.must('room.join', { roomId })
    return this.#founder.must('call.join', { roomId, media: { audio: true, video: false } })
  }

  async socket(token: string): Promise<Socket> {
    const socket = await openSocket(this.server.url, token)
    this.#sockets.push(socket)
    return socket
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.close()
    await this.server.stop()
  }
}

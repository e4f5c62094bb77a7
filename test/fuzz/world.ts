import { plantFiles } from '#test/parts/planted-files'
import { OWNER_EMAIL, startServer, type TestServer } from '#test/parts/server'
import type { Known } from './frames'
import { Lane, type Part } from './lane'

const parts: readonly Part[] = ['owner', 'admin', 'moderator', 'member', 'member', 'member', 'stranger', 'stranger']

/** The server under test with its people, and what exists on it. Rooms are renewed: inputs may archive them. */
export class World {
  readonly server: TestServer
  readonly lanes: Lane[] = []
  readonly calls: { callId: string; participants: string[] }[] = []
  readonly messages: string[] = []
  readonly devices: string[] = []
  readonly files: string[] = []
  rooms: string[] = []
  slugs: string[] = ['general']
  #made = 0

  private constructor(server: TestServer) {
    this.server = server
  }

  static async open(): Promise<World> {
    const world = new World(await startServer())
    for (const [at, part] of parts.entries()) {
      const lane = new Lane(world, part, part === 'owner' ? OWNER_EMAIL : `${part}-${at}@example.org`)
      world.lanes.push(lane)
      await lane.revive()
    }
    await world.renewRooms()
    world.files.push(...(await plantFiles(world.server, world.rooms[0] ?? '', 40)))
    for (const lane of world.lanes) await lane.revive()
    return world
  }

  get owner(): Lane {
    return this.lanes[0] as Lane
  }

  known(lane: Lane): Known {
    return {
      me: lane.id,
      rooms: this.rooms,
      slugs: this.slugs,
      users: this.lanes.map(({ id }) => id),
      messages: this.messages,
      files: this.files,
      devices: [...this.devices.slice(-6), lane.deviceId],
      calls: this.calls,
      session: lane.session,
    }
  }

  /** A new open and a new private room with everybody but the strangers in them. */
  async renewRooms(): Promise<void> {
    for (const visibility of ['open', 'private']) {
      const slug = `fuzz-${++this.#made}`
      const { room } = await this.asOwner('POST', '/v1/rooms', { slug, name: slug, visibility })
      for (const lane of this.lanes.filter(({ part }) => part !== 'stranger' && part !== 'owner')) {
        await this.asOwner('POST', `/v1/rooms/${room.id}/members`, { userId: lane.id })
        if (lane.part === 'moderator') await this.asOwner('PATCH', `/v1/rooms/${room.id}/members/${lane.id}`, { role: 'moderator' })
      }
      this.rooms = [room.id, ...this.rooms].slice(0, 4)
      this.slugs = ['general', slug, ...this.slugs.slice(1)].slice(0, 4)
    }
  }

  /** Keeps the last few. */
  keep<T>(list: T[], item: T, most = 8): void {
    list.push(item)
    if (list.length > most) list.shift()
  }

  /** What has to work, as the super admin, whose own inputs may have signed them out a moment ago. */
  async asOwner(method: string, path: string, body: object): Promise<any> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.request(method, path, body, this.owner.token)
      if (answer.status < 300) return answer.json
      // somebody may have been disabled or have become somebody else between two requests
      if (answer.status === 404 || answer.status === 403 || answer.status === 409) return answer.json
      if (answer.status !== 401 || attempt > 10) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.json)}`)
      await this.owner.revive()
    }
  }

  async request(method: string, path: string, body: object | null, token?: string): Promise<{ status: number; json: any }> {
    const answer = await fetch(this.server.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, json: text === '' ? null : JSON.parse(text) }
  }

  async close(): Promise<void> {
    for (const lane of this.lanes) lane.hangUp()
    await this.server.stop()
  }
}

import type { Room, SharedRoom } from '#protocol/models'
import type { Api } from '#sdk/api/api'
import { Value, type Observable } from '#sdk/observable'
import type { RoomsSnapshot } from './snapshots'

const pageSize = 200
const maxPages = 10

/** The rooms I see, as plain values: what a room store and the list both show. */
export class RoomList implements Observable<RoomsSnapshot> {
  readonly #state = new Value<RoomsSnapshot>({ status: 'loading', error: null, rooms: [] })
  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  find(roomId: string): Room | null {
    return this.getSnapshot().rooms.find(({ id }) => id === roomId) ?? null
  }

  bySlug(slug: string): Room | null {
    return this.getSnapshot().rooms.find((room) => room.slug === slug) ?? null
  }

  /** The whole list as the server has it. A room with events the answer does not know yet keeps its counts. */
  replace(rooms: readonly Room[]): void {
    this.#state.set({ status: 'ready', error: null, rooms: rooms.map((room) => newer(this.find(room.id), room)) })
  }

  failed(error: RoomsSnapshot['error']): void {
    const { rooms } = this.getSnapshot()
    this.#state.set({ status: rooms.length > 0 ? 'ready' : 'failed', error, rooms })
  }

  clear(): void {
    this.#state.set({ status: 'loading', error: null, rooms: [] })
  }

  put(room: Room): void {
    const { rooms } = this.getSnapshot()
    const known = this.find(room.id)
    const next = newer(known, room)
    this.#state.patch({ rooms: known ? rooms.map((each) => (each === known ? next : each)) : [...rooms, next] })
  }

  change(roomId: string, change: Partial<Room> | Partial<SharedRoom>): void {
    const known = this.find(roomId)
    if (known) this.#state.patch({ rooms: this.getSnapshot().rooms.map((each) => (each === known ? { ...each, ...change } : each)) })
  }

  remove(roomId: string): void {
    this.#state.patch({ rooms: this.getSnapshot().rooms.filter(({ id }) => id !== roomId) })
  }
}

/** Asks for the list, page by page. */
export async function allRooms(api: Api): Promise<Room[]> {
  const rooms: Room[] = []
  let cursor: string | null = null
  for (let page = 0; page < maxPages; page++) {
    const answer: Awaited<ReturnType<Api['rooms']['list']>> = await api.rooms.list({
      limit: pageSize,
      ...(cursor === null ? {} : { cursor }),
    })
    rooms.push(...answer.items)
    cursor = answer.next
    if (cursor === null) break
  }
  return rooms
}

/** The server's room, unless events already applied here are newer than it; a read mark never goes back. */
function newer(known: Room | null, room: Room): Room {
  if (!known) return room
  const readSeq = Math.max(known.readSeq, room.readSeq)
  const head = Math.max(known.head, room.head)
  if (room.head < known.head) return { ...room, head, readSeq, unread: known.unread }
  if (room.readSeq >= known.readSeq) return room
  return { ...room, readSeq, unread: readSeq >= head ? 0 : Math.min(room.unread, room.head === known.head ? known.unread : room.unread) }
}

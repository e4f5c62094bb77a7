import type { Api } from '#sdk/api/api'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import type { History } from './history'
import { ReadMark } from './read-mark'
import type { RoomList } from './room-list'

export type ReadingOptions = {
  readonly roomId: string
  readonly connection: Pick<Connection, 'exchange' | 'isOnline'>
  readonly clock: Clock
  readonly api: Api
  readonly list: RoomList
  readonly history: History
  readonly cursor: () => number | null
  readonly myId: () => string
}

/** How far I have read one room, and what is unread: counted here where the loaded window reaches back to my mark, else by the server. */
export class Reading {
  readonly #options: ReadingOptions
  readonly #mark: ReadMark

  constructor(options: ReadingOptions) {
    this.#options = options
    this.#mark = new ReadMark(options.roomId, options.connection, options.clock, () => void this.#told())
  }

  /** I read up to `seq`, here. */
  set(seq: number): void {
    const room = this.#room()
    if (!room?.myRole || seq <= room.readSeq) return
    this.#move(seq)
    this.#mark.set(seq)
  }

  /** I read up to `seq`, on some device of mine. */
  known(seq: number): void {
    this.#mark.known(seq)
    this.#move(seq)
  }

  pump(): void {
    this.#mark.pump()
  }

  /** Makes `unread` exact where the window can; true = there is nothing more to ask. */
  recount(): boolean {
    const { roomId, list, history, cursor, myId } = this.#options
    const room = this.#room()
    if (!room || (cursor() ?? -1) < room.head) return true
    const unread = room.readSeq >= room.head ? 0 : history.countAfter(room.readSeq, myId())
    if (unread !== null) list.change(roomId, { unread })
    return unread !== null
  }

  #room() {
    return this.#options.list.find(this.#options.roomId)
  }

  #move(readSeq: number): void {
    const { roomId, list, history, myId } = this.#options
    const room = this.#room()
    if (!room || readSeq <= room.readSeq) return
    const unread = readSeq >= room.head ? 0 : (history.countAfter(readSeq, myId()) ?? room.unread)
    list.change(roomId, { readSeq, unread })
  }

  /** The server has my mark: where the window cannot count, it can. */
  async #told(): Promise<void> {
    const { roomId, api, list } = this.#options
    // an answer older than the events applied meanwhile counts nothing
    for (let tries = 0; tries < 5 && !this.recount(); tries++) {
      const room = await api.rooms.get(roomId).catch(() => null)
      if (!room) return
      list.put(room)
      if (room.head >= (this.#room()?.head ?? 0)) return
    }
  }
}

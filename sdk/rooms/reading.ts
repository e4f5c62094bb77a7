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
  /** My mark moved past what the window reaches, and the server was not asked since. */
  #isUncertain = false

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
    if (this.#isUncertain) void this.#told()
  }

  /** The window or the cursor moved: makes `unread` exact, here where the window can, else by asking where it is in doubt. */
  recount(): void {
    if (this.#count() === 'unknown' && this.#isUncertain) void this.#told()
  }

  #count(): 'exact' | 'behind' | 'unknown' {
    const { roomId, list, history, cursor, myId } = this.#options
    const room = this.#room()
    if (!room || (cursor() ?? -1) < room.head) return 'behind'
    const unread = room.readSeq >= room.head ? 0 : history.countBetween(room.readSeq, room.head, myId())
    if (unread === null) return 'unknown'
    list.change(roomId, { unread })
    this.#isUncertain = false
    return 'exact'
  }

  #room() {
    return this.#options.list.find(this.#options.roomId)
  }

  #move(readSeq: number): void {
    const { roomId, list, history, myId } = this.#options
    const room = this.#room()
    if (!room || readSeq <= room.readSeq) return
    const unread = readSeq >= room.head ? 0 : (history.countBetween(readSeq, room.head, myId()) ?? room.unread)
    list.change(roomId, { readSeq, unread })
  }

  /** The server has my mark: where the window cannot count, it can. */
  async #told(): Promise<void> {
    const { roomId, api, list } = this.#options
    this.#isUncertain = true
    for (let tries = 0; tries < 5 && this.#count() === 'unknown'; tries++) {
      const room = await api.rooms.get(roomId).catch(() => null)
      if (!room) return
      list.put(room)
      // an answer older than the events applied meanwhile counts nothing
      if (room.head < (this.#room()?.head ?? 0)) continue
      this.#isUncertain = false
      return
    }
  }
}

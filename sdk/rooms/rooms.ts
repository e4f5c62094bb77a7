import type { StreamEvent } from '#protocol/frames/server'
import type { Author, Room } from '#protocol/models'
import type { Api } from '#sdk/api/api'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { position, type Incoming } from '#sdk/connection/frames'
import type { OpenedSession, SessionHooks } from '#sdk/connection/session'
import { failure } from '#sdk/failure'
import type { Observable } from '#sdk/observable'
import { Feed, type Reloaded } from './feed'
import { allRooms, RoomList } from './room-list'
import { RoomStore, type RoomDeps } from './room'
import type { RoomsSnapshot } from './snapshots'
import { Turns } from './turns'
import type { Written } from './written'

export type RoomsOptions = {
  readonly api: Api
  readonly clock: Clock
  readonly random: () => number
  readonly uuid: () => string
  readonly me: () => Author
  readonly written: Written
  /** member: be in all my rooms, so that unread counts live. opened: only in those on screen. */
  readonly follow: 'member' | 'opened'
  /** Frames that are not about rooms. */
  readonly others: (frame: Parameters<SessionHooks['frame']>[0]) => void
}

const joinsAtOnce = 8
/** What other tabs wrote and have not sent by then they may never send. */
const adoptAfterMs = 10_000

/** All rooms I see, my own stream, and the way from the socket to each room's store. */
export class Rooms implements Observable<RoomsSnapshot>, SessionHooks {
  readonly #options: RoomsOptions
  readonly #list = new RoomList()
  readonly #stores = new Map<string, RoomStore>()
  readonly #turns = new Turns(joinsAtOnce)
  readonly #listeners = new Set<(event: StreamEvent) => void>()
  readonly #own: Feed<StreamEvent>
  #connection: Connection | null = null
  #generation: string | null = null
  #myId: string | null = null
  #adoption: (() => void) | null = null

  readonly subscribe = this.#list.subscribe
  readonly getSnapshot = this.#list.getSnapshot

  constructor(options: RoomsOptions) {
    this.#options = options
    this.#own = new Feed<StreamEvent>(
      {
        apply: (event) => this.#applyOwn(event),
        reload: () => this.#reloadList(),
        failed: (error) => (this.#list.failed(error), this.#myId !== null),
      },
      options.clock,
      options.random,
    )
  }

  /** The connection is made after the hooks it calls. */
  attach(connection: Connection): void {
    this.#connection = connection
  }

  /** The store of one room: always the same object. */
  room(roomId: string): RoomStore {
    let store = this.#stores.get(roomId)
    if (!store) {
      store = new RoomStore(roomId, this.#deps())
      this.#stores.set(roomId, store)
    }
    return store
  }

  bySlug(slug: string): Room | null {
    return this.#list.bySlug(slug)
  }

  /** Asks for the whole list again. */
  async reload(): Promise<void> {
    try {
      ;(await this.#reloadList()).commit()
    } catch (error) {
      this.#list.failed(failure(error))
    }
  }

  async create(form: Parameters<Api['rooms']['create']>[0]): Promise<Room> {
    return this.#entered(await this.#options.api.rooms.create(form))
  }

  /** The direct room of these people and me, opened where there is none yet. My own id alone: notes to myself. */
  async openDirect(userIds: readonly string[]): Promise<Room> {
    return this.#entered(await this.#options.api.rooms.openDirect(userIds))
  }

  /** Becomes a member of an open room. */
  async join(roomId: string): Promise<Room> {
    const { api } = this.#options
    await api.members.join(roomId)
    return this.#entered(await api.rooms.get(roomId))
  }

  /** Ends membership. */
  async leave(roomId: string): Promise<void> {
    await this.#options.api.members.leave(roomId)
    this.#left(roomId)
  }

  /** Every stream event of all rooms this client is in, once and in the order of each stream. */
  onEvent(listener: (event: StreamEvent) => void): () => void {
    const entry = (event: StreamEvent): void => listener(event)
    this.#listeners.add(entry)
    return () => this.#listeners.delete(entry)
  }

  /** Takes up what I wrote and what was not sent: at the start, and later what tabs have left that are gone. */
  restore(): void {
    this.#adoption?.()
    this.#adoption = null
    const unsent = this.#options.written.unsent()
    for (const id of new Set(unsent.map(({ roomId }) => roomId))) this.room(id).restore(unsent.filter(({ roomId }) => roomId === id))
  }

  /** Another tab wrote something: should it be gone before it was sent, somebody else must send it. */
  readonly kept = (): unknown => (this.#adoption ??= this.#options.clock.after(adoptAfterMs, () => this.restore()))

  /** Another tab sent or discarded a message of mine. */
  readonly dropped = (roomId: string, key: string): void => this.#stores.get(roomId)?.dropped(key)

  cursors(generation: string): Record<string, number> {
    if (this.#generation !== null && this.#generation !== generation) return {}
    const cursors: Record<string, number> = {}
    for (const [roomId, { cursor }] of this.#stores) if (cursor !== null) cursors[roomId] = cursor
    if (this.#myId !== null && this.#own.cursor !== null) cursors[this.#myId] = this.#own.cursor
    return cursors
  }

  opened(session: OpenedSession): void {
    const sameGeneration = this.#generation === null || this.#generation === session.generation
    this.#generation = session.generation
    this.#myId = session.userId
    const verdict = sameGeneration ? session.streams?.[session.userId] : undefined
    if (verdict?.status === 'ok') {
      this.#own.expect(verdict.head)
      this.#own.wake()
    } else {
      // what happened on my own stream meanwhile is in the list; where it stands now, its next event says
      this.#own.reset()
      this.#own.resync()
    }
    // verdicts over cursors of another generation say nothing
    const judged = sameGeneration ? session : { ...session, streams: null }
    for (const store of [...this.#stores.values()]) store.sessionOpened(judged, sameGeneration)
    this.kept()
  }

  frame(frame: Exclude<Incoming, { type: 'ack' | 'nack' }>): void {
    const at = position(frame.payload)
    if (at) {
      const event = { ...at, type: frame.type, payload: frame.payload } as StreamEvent
      if (at.stream === this.#myId) return this.#own.receive(event)
      return this.#stores.get(at.stream)?.receive(event)
    }
    if (frame.type === 'presence.update') {
      const { roomId, online, changes } = frame.payload
      this.#stores.get(roomId)?.receivePresence(online, changes)
    } else if (frame.type === 'typing.update') {
      const { roomId, user, active } = frame.payload
      this.#stores.get(roomId)?.receiveTyping(user, active)
    } else if (frame.type === 'call.state') {
      const { roomId, callId, participants } = frame.payload
      this.#stores.get(roomId)?.receiveCall(callId, participants)
    } else if (frame.type === 'error' && frame.payload.roomId !== undefined) {
      this.#stores.get(frame.payload.roomId)?.receiveFailure(frame.payload.retryAfterMs)
    }
    this.#options.others(frame)
  }

  lost(): void {
    for (const store of this.#stores.values()) store.sessionLost()
  }

  /** Signed out: nothing here is anybody's any more. */
  forget(): void {
    this.#adoption?.()
    this.#adoption = null
    for (const store of this.#stores.values()) store.forget()
    this.#own.reset()
    this.#list.clear()
    this.#generation = null
    this.#myId = null
  }

  #deps(): RoomDeps {
    if (!this.#connection) throw new Error('rooms are used before a connection was attached')
    const { api, clock, random, uuid, me, written, follow } = this.#options
    return {
      connection: this.#connection,
      api,
      clock,
      random,
      uuid,
      me,
      written,
      list: this.#list,
      follows: (room) => follow === 'member' && room !== null && room.myRole !== null,
      turn: this.#turns.take,
      applied: (event) => this.#tell(event),
    }
  }

  #applyOwn(event: StreamEvent): void {
    if (event.type === 'room.added') this.#entered(event.payload.room)
    else if (event.type === 'room.removed') this.#left(event.payload.roomId)
    else if (event.type === 'read.updated') this.room(event.payload.roomId).receiveRead(event.payload.readSeq)
    this.#tell(event)
  }

  #tell(event: StreamEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  #entered(room: Room): Room {
    this.#list.put(room)
    this.room(room.id).membershipChanged(true)
    return room
  }

  #left(roomId: string): void {
    const room = this.#list.find(roomId)
    if (room?.visibility === 'open') this.#list.change(roomId, { myRole: null, unread: 0, mentions: 0 })
    else this.#list.remove(roomId)
    this.#stores.get(roomId)?.membershipChanged(false)
  }

  async #reloadList(): Promise<Reloaded> {
    const { api, follow } = this.#options
    const rooms = await allRooms(api)
    const commit = (): void => {
      this.#list.replace(rooms)
      if (follow === 'member') for (const room of rooms) if (room.myRole !== null) this.room(room.id).membershipChanged(true)
    }
    return { head: null, commit }
  }
}

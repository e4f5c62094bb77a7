import type { StreamEvent } from '#protocol/frames/server'
import type { Author, Participant, PresenceChange, Room } from '#protocol/models'
import type { Api } from '#sdk/api/api'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import type { OpenedSession } from '#sdk/connection/session'
import { failure } from '#sdk/failure'
import { Value, type Observable } from '#sdk/observable'
import { Feed, type Reloaded } from './feed'
import { History } from './history'
import { Outbox } from './outbox'
import { applyToList, blankRoom } from './apply'
import { Company } from './company'
import { Reading } from './reading'
import type { RoomList } from './room-list'
import { Seat, type Joined, type SeatOptions } from './seat'
import type { RoomSnapshot } from './snapshots'
import { Timeline } from './timeline'

export type RoomDeps = {
  readonly connection: Connection
  readonly api: Api
  readonly clock: Clock
  readonly random: () => number
  readonly uuid: () => string
  readonly list: RoomList
  readonly me: () => Author
  /** Whether to be in the room although nobody has it open. */
  readonly follows: (room: Room | null) => boolean
  readonly turn: SeatOptions['turn']
  readonly applied: (event: StreamEvent) => void
}

const keptWhenClosed = 200

/** One room as a client sees it. Its place on the server is Seat, its cursor Feed, its messages History, what I say Outbox. */
export class RoomStore implements Observable<RoomSnapshot> {
  readonly roomId: string
  readonly #deps: RoomDeps
  readonly #state: Value<RoomSnapshot>
  readonly #history: History
  readonly #timeline: Timeline
  readonly #outbox: Outbox
  readonly #reading: Reading
  readonly #company: Company
  readonly #feed: Feed<StreamEvent>
  readonly #seat: Seat
  #opened = 0

  readonly subscribe: Observable<RoomSnapshot>['subscribe']
  readonly getSnapshot: Observable<RoomSnapshot>['getSnapshot']

  constructor(roomId: string, deps: RoomDeps) {
    this.roomId = roomId
    this.#deps = deps
    const { connection, clock, random, uuid, list, api, turn } = deps
    this.#state = new Value<RoomSnapshot>(blankRoom(roomId, list.find(roomId)))
    this.subscribe = this.#state.subscribe
    this.getSnapshot = this.#state.getSnapshot
    this.#history = new History(roomId, api)
    this.#timeline = new Timeline(roomId)
    const cursor = (): number | null => this.#feed.cursor
    this.#reading = new Reading({ roomId, connection, clock, api, list, history: this.#history, cursor, myId: () => deps.me().id })
    this.#company = new Company(roomId, connection, clock, (change) => this.#state.patch(change))
    this.#outbox = new Outbox({
      roomId,
      connection,
      clock,
      random,
      uuid,
      newest: () => this.#feed.cursor ?? 0,
      changed: () => this.#outboxChanged(),
    })
    const gone = (): void => this.#gone()
    this.#feed = new Feed<StreamEvent>(
      {
        apply: (event) => this.#apply(event),
        reload: () => this.#reload(),
        failed: ({ code }) => (code === 'not_found' || code === 'forbidden' ? (gone(), false) : true),
      },
      clock,
      random,
    )
    this.#seat = new Seat({
      roomId,
      connection,
      clock,
      turn,
      hooks: {
        isWanted: () => this.#opened > 0 || deps.follows(list.find(roomId)),
        isOpen: () => this.#opened > 0,
        cursor: () => this.#feed.cursor,
        joined: (answer, replayFrom) => this.#joined(answer, replayFrom),
        resumed: (head) => (this.#feed.expect(head), this.#feed.wake()),
        resync: () => this.#feed.resync(),
        gone,
        failed: (error) => this.#state.patch({ status: 'failed', error }),
      },
    })
    list.subscribe(() => this.#state.patch({ room: list.find(roomId) ?? this.getSnapshot().room }))
  }

  /** The room is on screen: joined (an open one makes me a member), its history loaded and kept current. Returns the close. */
  open(): () => void {
    if (this.#opened++ === 0) {
      if (!this.#history.isReady) this.#state.patch({ status: 'loading', error: null })
      this.#seat.take()
      if (this.#seat.isTaken) this.#shown()
    }
    let done = false
    return () => {
      if (done) return
      done = true
      if (--this.#opened === 0) this.#closed()
    }
  }

  /** After status `failed` or `gone`: asks again. */
  reload(): void {
    this.#state.patch({ status: 'loading', error: null })
    if (this.#seat.isTaken) this.#shown()
    else this.#seat.take()
  }

  /** Puts the page before the oldest message in front. One at a time. */
  async loadOlder(): Promise<void> {
    try {
      await this.#history.older(() => this.#state.patch({ loadingOlder: true, olderError: null }))
    } catch (error) {
      this.#state.patch({ olderError: failure(error) })
    }
    this.#draw()
  }

  /** Says something: on screen at once, on the wire in order, resent until acked. Returns its key. */
  send(text: string, { replyTo = null }: { replyTo?: string | null } = {}): string {
    this.#company.iSent()
    return this.#outbox.add(text, replyTo)
  }

  /** Sends a failed message once more. */
  retry(key: string): void {
    this.#outbox.retry(key)
  }

  /** Forgets a failed message. */
  discard(key: string): void {
    this.#outbox.discard(key)
  }

  /** I have read up to `seq` (default: all that came). */
  markRead(seq = this.#feed.cursor ?? 0): void {
    this.#reading.set(seq)
  }

  /** Call on every keystroke, and with false when the draft is emptied. */
  setTyping(active: boolean): void {
    this.#company.iType(active)
  }

  /** The last seq of the room's stream that was applied. */
  get cursor(): number | null {
    return this.#feed.cursor
  }

  receive(event: StreamEvent): void {
    this.#feed.receive(event)
  }

  receivePresence(online: number, changes: readonly PresenceChange[]): void {
    this.#company.moved(online, changes)
  }

  receiveTyping(user: Author, active: boolean): void {
    if (user.id !== this.#deps.me().id) this.#company.typing(user, active)
  }

  receiveCall(callId: string | null, participants: readonly Participant[]): void {
    this.#company.call(callId, participants)
  }

  /** My mark moved on some device of mine. */
  receiveRead(readSeq: number): void {
    this.#reading.known(readSeq)
  }

  sessionOpened(session: OpenedSession, sameGeneration: boolean): void {
    if (!sameGeneration) this.#feed.reset()
    this.#seat.sessionOpened(session)
    this.#outbox.pump()
    this.#reading.pump()
  }

  sessionLost(): void {
    this.#seat.lost()
    this.#company.lost()
  }

  /** The list says something else of my membership. */
  membershipChanged(member: boolean): void {
    if (member) this.#seat.take()
    else if (this.#deps.list.find(this.roomId)?.visibility !== 'open') this.#gone()
  }

  /** Signed out. */
  forget(): void {
    this.sessionLost()
    this.#feed.reset()
    this.#outbox.clear()
    this.#history.forget()
    this.#state.set(blankRoom(this.roomId, null))
  }

  #joined({ room, head, presence }: Joined, replayFrom: number | null): void {
    this.#deps.list.put(room)
    this.#company.here(presence)
    if (replayFrom !== null) this.#feed.expect(head)
    else if (this.#history.isWanted) this.#feed.resync()
    else this.#feed.begin(head)
    this.#feed.wake()
    this.#reading.recount()
    this.#outbox.pump()
    if (this.#opened > 0) this.#shown()
  }

  #shown(): void {
    void this.#load()
    this.#company.askCall()
  }

  async #load(): Promise<void> {
    if (this.#history.isWanted || this.#feed.isReloading) return
    try {
      await this.#history.load()
      this.#state.patch({ status: 'ready', error: null })
      this.#draw()
    } catch (error) {
      this.#state.patch({ status: 'failed', error: failure(error) })
    }
  }

  async #reload(): Promise<Reloaded> {
    const { api, list } = this.#deps
    const shown = this.#history.isWanted || this.#opened > 0
    const page = shown ? await this.#history.newestPage() : null
    const room = await api.rooms.get(this.roomId)
    const commit = (): void => {
      list.put(room)
      const { epoch, membersVersion } = this.getSnapshot()
      if (page) {
        this.#history.replace(page)
        this.#outbox.settle(page.head)
        this.#reading.recount()
        this.#state.patch({ status: 'ready', error: null })
      }
      this.#state.patch({ epoch: epoch + 1, membersVersion: membersVersion + 1 })
      this.#draw()
    }
    return { head: page ? Math.min(page.head, room.head) : room.head, commit }
  }

  #closed(): void {
    this.#company.iType(false)
    if (this.#deps.follows(this.#deps.list.find(this.roomId))) {
      this.#history.trim(keptWhenClosed)
      return this.#draw()
    }
    this.#seat.leave()
    this.#feed.reset()
    this.#history.forget()
  }

  #gone(): void {
    this.#seat.lost()
    this.#feed.reset()
    this.#history.forget()
    this.#company.lost()
    this.#state.patch({ status: 'gone', call: null })
  }

  #apply(event: StreamEvent): void {
    const { list, me, applied } = this.#deps
    if (event.type === 'message.new') {
      const { message } = event.payload
      this.#company.typing(message.author, false)
      if (message.author.id === me().id) this.#timeline.guess(message, this.#outbox.entries)
    } else if (event.type === 'call.started') this.#company.call(event.payload.callId, [])
    else if (event.type === 'call.ended') this.#company.callEnded(event.payload.callId)
    else if (event.type.startsWith('member.')) this.#state.patch({ membersVersion: this.getSnapshot().membersVersion + 1 })
    // what the list counts was read at some head; once the events have caught up with it the window may know better
    const catchingUp = event.seq === list.find(this.roomId)?.head
    applyToList(event, list, me().id)
    this.#history.apply(event)
    if (catchingUp) this.#reading.recount()
    this.#outbox.settle(event.seq)
    this.#draw()
    applied(event)
  }

  #outboxChanged(): void {
    this.#timeline.learn(this.#outbox.entries)
    // acked after its event was applied
    if (this.#feed.cursor !== null) this.#outbox.settle(this.#feed.cursor)
    this.#draw()
  }

  #draw(): void {
    const timeline = this.#timeline.draw(this.#history.messages, this.#outbox.entries, this.#deps.me())
    this.#state.patch({ timeline, hasOlder: this.#history.hasOlder, loadingOlder: this.#history.isLoadingOlder })
  }
}

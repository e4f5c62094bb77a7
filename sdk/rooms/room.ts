import type { StreamEvent } from '#protocol/frames/server'
import type { Author, Participant, PresenceChange, Room } from '#protocol/models'
import type { Api } from '#sdk/api/api'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import type { OpenedSession } from '#sdk/connection/session'
import { failure } from '#sdk/failure'
import { Value, type Observable } from '#sdk/observable'
import { blankRoom } from './apply'
import { Company } from './company'
import { History } from './history'
import { Outbox } from './outbox'
import { Reading } from './reading'
import type { RoomList } from './room-list'
import { RoomSync, type RoomParts } from './room-sync'
import type { SeatOptions } from './seat'
import type { RoomSnapshot } from './snapshots'
import { Timeline } from './timeline'
import type { Unsent, Written } from './written'

export type RoomDeps = {
  readonly connection: Connection
  readonly api: Api
  readonly clock: Clock
  readonly random: () => number
  readonly uuid: () => string
  readonly list: RoomList
  readonly written: Written
  readonly me: () => Author
  /** Whether to be in the room although nobody has it open. */
  readonly follows: (room: Room | null) => boolean
  readonly turn: SeatOptions['turn']
  readonly applied: (event: StreamEvent) => void
}

const keptWhenClosed = 200

/** One room as a client sees and uses it. RoomSync keeps it in step, History holds its messages, Outbox what I say. */
export class RoomStore implements Observable<RoomSnapshot> {
  readonly roomId: string
  readonly #deps: RoomDeps
  readonly #state: Value<RoomSnapshot>
  readonly #sync: RoomSync
  readonly #parts: RoomParts
  #opened = 0

  readonly subscribe: Observable<RoomSnapshot>['subscribe']
  readonly getSnapshot: Observable<RoomSnapshot>['getSnapshot']

  constructor(roomId: string, deps: RoomDeps) {
    this.roomId = roomId
    this.#deps = deps
    const { connection, clock, random, uuid, list, api, me, written } = deps
    this.#state = new Value<RoomSnapshot>(blankRoom(roomId, list.find(roomId)))
    this.subscribe = this.#state.subscribe
    this.getSnapshot = this.#state.getSnapshot
    this.#sync = new RoomSync(roomId, deps, () => this.#parts)
    const show = (change: Partial<RoomSnapshot>): void => this.#state.patch(change)
    const cursor = (): number | null => this.#sync.cursor
    const history = new History(roomId, api)
    this.#parts = {
      history,
      timeline: new Timeline(roomId),
      outbox: new Outbox({
        roomId,
        connection,
        clock,
        random,
        uuid,
        written,
        newest: () => cursor() ?? list.find(roomId)?.head ?? Number.MAX_SAFE_INTEGER,
        changed: () => this.#outboxChanged(),
      }),
      reading: new Reading({ roomId, connection, clock, api, list, history, cursor, myId: () => me().id }),
      company: new Company(roomId, connection, clock, show),
      isOpen: () => this.#opened > 0,
      snapshot: this.getSnapshot,
      show,
      draw: () => this.#draw(),
    }
    list.subscribe(() => show({ room: list.find(roomId) ?? this.getSnapshot().room }))
  }

  /** The room is on screen: joined (an open one makes me a member), its history loaded and kept current. Returns the close. */
  open(): () => void {
    if (this.#opened++ === 0) {
      if (!this.#parts.history.isReady) this.#state.patch({ status: 'loading', error: null })
      this.#sync.take()
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
    this.#sync.take()
  }

  /** Puts the page before the oldest message in front. One at a time. */
  async loadOlder(): Promise<void> {
    try {
      await this.#parts.history.older(() => this.#state.patch({ loadingOlder: true, olderError: null }))
    } catch (error) {
      this.#state.patch({ olderError: failure(error) })
    }
    this.#draw()
  }

  /** Says something: on screen at once, on the wire in order, resent until acked. Returns its key. */
  send(text: string, { replyTo = null }: { replyTo?: string | null } = {}): string {
    this.#parts.company.iSent()
    return this.#parts.outbox.add(text, replyTo)
  }

  /** Sends a failed message once more. */
  retry(key: string): void {
    this.#parts.outbox.retry(key)
  }

  /** Forgets a failed message. */
  discard(key: string): void {
    this.#parts.outbox.discard(key)
  }

  /** What I wrote here and did not send; empty by default. It outlives the page. */
  get draft(): string {
    return this.#deps.written.draft(this.roomId)
  }

  setDraft(text: string): void {
    this.#deps.written.setDraft(this.roomId, text)
  }

  /** I have read up to `seq` (default: all that came). */
  markRead(seq = this.#sync.cursor ?? 0): void {
    this.#parts.reading.set(seq)
  }

  /** Call on every keystroke, and with false when the draft is emptied. */
  setTyping(active: boolean): void {
    this.#parts.company.iType(active)
  }

  /** The last seq of the room's stream that was applied. */
  get cursor(): number | null {
    return this.#sync.cursor
  }

  /** What lies in storage of what I said here. */
  restore(kept: readonly Unsent[]): void {
    this.#parts.outbox.restore(kept)
  }

  /** Another tab sent or discarded a message of mine. */
  dropped(key: string): void {
    this.#parts.outbox.dropped(key)
  }

  receive(event: StreamEvent): void {
    this.#sync.receive(event)
  }

  receivePresence(online: number, changes: readonly PresenceChange[]): void {
    this.#parts.company.moved(online, changes)
  }

  receiveTyping(user: Author, active: boolean): void {
    if (user.id !== this.#deps.me().id) this.#parts.company.typing(user, active)
  }

  /** Asks who is in the call: of what changes there only those who are in it hear. */
  askCall(): Promise<void> {
    return this.#parts.company.askCall()
  }

  receiveCall(callId: string | null, participants: readonly Participant[]): void {
    // I am out of it; whether it goes on for others, its end in the log says, or an answer
    if (callId === null) void this.askCall()
    else this.#parts.company.call(callId, participants)
  }

  /** The room failed on the server, which says when to join it again. */
  receiveFailure(retryAfterMs = 1_000): void {
    this.#sync.failed(retryAfterMs)
  }

  /** My mark moved on some device of mine. */
  receiveRead(readSeq: number): void {
    this.#parts.reading.known(readSeq)
  }

  sessionOpened(session: OpenedSession, sameGeneration: boolean): void {
    this.#sync.sessionOpened(session, sameGeneration)
    this.#parts.outbox.pump()
    this.#parts.reading.pump()
  }

  sessionLost(): void {
    this.#sync.lost()
  }

  /** The list says something else of my membership. */
  membershipChanged(member: boolean): void {
    if (member) this.#sync.take()
    else if (this.#deps.list.find(this.roomId)?.visibility === 'open') this.#sync.unseated()
    else this.#sync.gone()
  }

  /** Signed out. */
  forget(): void {
    this.#sync.forget()
    this.#parts.outbox.clear()
    this.#state.set(blankRoom(this.roomId, null))
  }

  #closed(): void {
    this.#parts.company.iType(false)
    if (this.#deps.follows(this.#deps.list.find(this.roomId))) {
      this.#parts.history.trim(keptWhenClosed)
      this.#draw()
    } else this.#sync.leave()
  }

  #outboxChanged(): void {
    const { timeline, outbox } = this.#parts
    timeline.learn(outbox.entries)
    // acked after its event was applied
    if (this.#sync.cursor !== null) outbox.settle(this.#sync.cursor)
    this.#draw()
  }

  #draw(): void {
    const { timeline, history, outbox } = this.#parts
    const drawn = timeline.draw(history.messages, outbox.entries, this.#deps.me())
    this.#state.patch({ timeline: drawn, hasOlder: history.hasOlder, loadingOlder: history.isLoadingOlder })
  }
}

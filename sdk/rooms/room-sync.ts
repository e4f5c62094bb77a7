import type { StreamEvent } from '#protocol/frames/server'
import type { OpenedSession } from '#sdk/connection/session'
import { failure } from '#sdk/failure'
import { applyToList } from './apply'
import type { Company } from './company'
import { Feed, type Reloaded } from './feed'
import type { History } from './history'
import type { Outbox } from './outbox'
import type { Reading } from './reading'
import type { RoomDeps } from './room'
import { Seat, type Joined } from './seat'
import type { RoomSnapshot } from './snapshots'
import type { Timeline } from './timeline'

export type RoomParts = {
  readonly history: History
  readonly timeline: Timeline
  readonly outbox: Outbox
  readonly reading: Reading
  readonly company: Company
  readonly isOpen: () => boolean
  readonly snapshot: () => RoomSnapshot
  readonly show: (change: Partial<RoomSnapshot>) => void
  readonly draw: () => void
}

/** Keeps one room in step with the server: joins it, applies its events once and in order, loads history, starts over when it must. */
export class RoomSync {
  readonly #roomId: string
  readonly #deps: RoomDeps
  readonly #parts: () => RoomParts
  readonly #feed: Feed<StreamEvent>
  readonly #seat: Seat

  constructor(roomId: string, deps: RoomDeps, parts: () => RoomParts) {
    this.#roomId = roomId
    this.#deps = deps
    this.#parts = parts
    const { connection, clock, random, list, turn, follows } = deps
    const gone = (): void => this.gone()
    this.#feed = new Feed<StreamEvent>(
      {
        apply: (event) => this.#apply(event),
        reload: () => this.#reload(),
        failed: ({ code }) => (code === 'not_found' || code === 'forbidden' ? (gone(), false) : true),
      },
      clock,
      random,
    )
    const hooks = {
      isWanted: () => parts().isOpen() || follows(list.find(roomId)),
      isOpen: () => parts().isOpen(),
      cursor: () => this.#feed.cursor,
      joined: (answer: Joined, replayFrom: number | null) => this.#joined(answer, replayFrom),
      resumed: (head: number) => (this.#feed.expect(head), this.#feed.wake()),
      resync: () => this.#feed.resync(),
      gone,
      failed: (error: RoomSnapshot['error']) => parts().show({ status: 'failed', error }),
    }
    this.#seat = new Seat({ roomId, connection, clock, turn, hooks })
  }

  get cursor(): number | null {
    return this.#feed.cursor
  }

  receive(event: StreamEvent): void {
    this.#feed.receive(event)
  }

  /** Joins if this is wanted and not done; loads what is on screen. */
  take(): void {
    if (!this.#seat.isTaken) this.#seat.take()
    else if (this.#parts().isOpen()) this.#shown()
  }

  sessionOpened(session: OpenedSession, sameGeneration: boolean): void {
    if (!sameGeneration) this.#feed.reset()
    this.#seat.sessionOpened(session)
  }

  lost(): void {
    this.#seat.lost()
    this.#parts().company.lost()
  }

  /** The room is not there for a while: its place is taken again afterwards, with the cursor. */
  failed(afterMs: number): void {
    this.#parts().company.lost()
    this.#seat.takeAgain(afterMs)
  }

  /** Not on screen, and not followed. */
  leave(): void {
    this.#seat.leave()
    this.#feed.reset()
    this.#parts().history.forget()
  }

  /** The server took this session out; what was read stays on screen, and opening the room joins it again. */
  unseated(): void {
    this.lost()
    this.#feed.reset()
  }

  /** Not a member any more, or no such room. */
  gone(): void {
    this.forget()
    this.#parts().show({ status: 'gone', call: null })
  }

  forget(): void {
    this.lost()
    this.#feed.reset()
    this.#parts().history.forget()
  }

  #joined({ room, head, presence }: Joined, replayFrom: number | null): void {
    const { company, history, outbox, reading, isOpen } = this.#parts()
    this.#deps.list.put(room)
    company.here(presence)
    if (replayFrom !== null) this.#feed.expect(head)
    else if (history.isWanted) this.#feed.resync()
    else {
      this.#feed.begin(head)
      outbox.settle(head)
    }
    this.#feed.wake()
    reading.recount()
    outbox.pump()
    if (isOpen()) this.#shown()
  }

  #shown(): void {
    void this.#load()
    void this.#parts().company.askCall()
  }

  async #load(): Promise<void> {
    const { history, show, draw } = this.#parts()
    if (history.isWanted || this.#feed.isReloading) return
    try {
      await history.load()
      show({ status: 'ready', error: null })
      draw()
    } catch (error) {
      show({ status: 'failed', error: failure(error) })
    }
  }

  /** Fresh history and room; the cursor goes to the older of the two heads, since events are harmless to what has them already. */
  async #reload(): Promise<Reloaded> {
    const { api, list } = this.#deps
    const { history, outbox, reading, isOpen, show, snapshot, draw } = this.#parts()
    const page = history.isWanted || isOpen() ? await history.newestPage() : null
    const room = await api.rooms.get(this.#roomId)
    const commit = (): void => {
      list.put(room)
      if (page) {
        history.replace(page)
        outbox.settle(page.head)
        reading.recount()
        show({ status: 'ready', error: null })
      }
      const { epoch, membersVersion, callsVersion, filesVersion } = snapshot()
      show({
        epoch: epoch + 1,
        membersVersion: membersVersion + 1,
        callsVersion: callsVersion + 1,
        filesVersion: filesVersion + 1,
      })
      draw()
    }
    return { head: page ? Math.min(page.head, room.head) : room.head, commit }
  }

  #apply(event: StreamEvent): void {
    const { list, me, applied } = this.#deps
    const { history, timeline, outbox, reading, company, show, snapshot, draw } = this.#parts()
    if (event.type === 'message.new') {
      const { message } = event.payload
      company.typing(message.author, false)
      if (message.author.id === me().id) timeline.guess(message, outbox.entries)
    } else if (event.type === 'call.started') company.call(event.payload.callId, [])
    else if (event.type === 'call.ended') {
      company.callEnded(event.payload.callId)
      show({ callsVersion: snapshot().callsVersion + 1 })
    } else if (event.type.startsWith('member.')) show({ membersVersion: snapshot().membersVersion + 1 })
    else if (event.type.startsWith('file.')) show({ filesVersion: snapshot().filesVersion + 1 })
    // what the list counts was read at some head; once the events have caught up with it the window may know better
    const catchingUp = event.seq === list.find(this.#roomId)?.head
    applyToList(event, list, me().id)
    history.apply(event)
    if (catchingUp) reading.recount()
    outbox.settle(event.seq)
    draw()
    applied(event)
  }
}

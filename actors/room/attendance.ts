import { type PersonState, type PresentPerson, RoomPresence } from '#actors/presence/room-presence'
import { encodeEvent } from '#protocol/envelope'
import { type Connection, ephemeralTopic, eventTopic } from './connection'
import type { Attendee } from './messages'
import type { Publisher } from './publisher'

/** The sessions that hear one room on this node, and the presence they make. */
export class Attendance {
  readonly #roomId: string
  readonly #presence = new RoomPresence()
  readonly #attendees = new Map<string, Attendee>()

  constructor(roomId: string) {
    this.#roomId = roomId
  }

  get size(): number {
    return this.#attendees.size
  }

  get dirty(): boolean {
    return this.#presence.dirty
  }

  of(sessionId: string): Attendee | undefined {
    return this.#attendees.get(sessionId)
  }

  /** A session that comes again on another connection is let go on the old one. */
  enter(attendee: Attendee): void {
    const before = this.#attendees.get(attendee.sessionId)
    if (before && before.connection !== attendee.connection) this.#silence(before.connection)
    this.#attendees.set(attendee.sessionId, attendee)
    this.#presence.set(attendee.user, attendee.sessionId, attendee.state)
  }

  leave(sessionId: string): Attendee | undefined {
    const attendee = this.#attendees.get(sessionId)
    if (!attendee) return undefined
    this.#attendees.delete(sessionId)
    this.#presence.remove(attendee.user.id, sessionId)
    this.#silence(attendee.connection)
    return attendee
  }

  /** Every session of a person who is no longer a member. */
  expel(userId: string): Attendee[] {
    const expelled = [...this.#attendees.values()].filter((attendee) => attendee.user.id === userId)
    for (const { sessionId } of expelled) this.leave(sessionId)
    return expelled
  }

  mark(sessionId: string, state: PersonState): void {
    const attendee = this.#attendees.get(sessionId)
    if (attendee) this.#presence.set(attendee.user, sessionId, state)
  }

  snapshot(): { online: number; users: PresentPerson[] } {
    return this.#presence.snapshot()
  }

  /** One ephemeral frame for everybody, if anything changed since the last. */
  tell(publisher: Publisher): void {
    const update = this.#presence.flush()
    if (!update) return
    const { online, changes } = update
    publisher.ephemeral(this.#roomId, encodeEvent('presence.update', { roomId: this.#roomId, online, changes: [...changes] }))
  }

  #silence(connection: Connection): void {
    connection.unsubscribe(eventTopic(this.#roomId))
    connection.unsubscribe(ephemeralTopic(this.#roomId))
  }
}

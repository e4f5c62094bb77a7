import { type PersonState, type PresentPerson, RoomPresence } from '#actors/presence/room-presence'
import { encodeEvent } from '#protocol/envelope'
import { type Connection, ephemeralTopic, eventTopic } from './connection'
import type { Attendee } from './messages'
import type { Publisher } from './publisher'

/**
 * The sessions that hear one room on this node, and the presence they make. Like the publisher's position it is a fact about sockets
 * and outlives the room's actor: whoever is subscribed is in here, so that the next incarnation can unsubscribe them.
 */
export class Attendance {
  readonly #roomId: string
  readonly #presence = new RoomPresence()
  readonly #attendees = new Map<string, Attendee>()
  /** Sessions that are not live yet: what they miss is being read. */
  readonly #catchingUp = new Set<string>()

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

  /** Here already through the same connection, and not live yet. */
  isCatchingUp({ sessionId, connection }: Attendee): boolean {
    return this.#catchingUp.has(sessionId) && this.#attendees.get(sessionId)?.connection === connection
  }

  /** A session that comes again on another connection is let go on the old one; one that wants to hear older things first hears no newer ones. */
  enter(attendee: Attendee, kind: 'live' | 'far'): void {
    const { sessionId, connection, user, state } = attendee
    const before = this.#attendees.get(sessionId)
    if (before && (before.connection !== connection || kind === 'far')) this.#silence(before.connection)
    this.#attendees.set(sessionId, attendee)
    if (kind === 'far') this.#catchingUp.add(sessionId)
    else this.#catchingUp.delete(sessionId)
    this.#presence.set(user, sessionId, state)
  }

  /** Nothing happens when the session is here through another connection by now. */
  leave(sessionId: string, connection: Connection): Attendee | undefined {
    const attendee = this.#attendees.get(sessionId)
    if (attendee?.connection !== connection) return undefined
    this.#attendees.delete(sessionId)
    this.#catchingUp.delete(sessionId)
    this.#presence.remove(attendee.user.id, sessionId)
    this.#silence(connection)
    return attendee
  }

  /** Every session of a person who is no longer a member. */
  expel(userId: string): void {
    for (const sessionId of this.#presence.sessionsOf(userId)) {
      const attendee = this.#attendees.get(sessionId)
      if (attendee) this.leave(sessionId, attendee.connection)
    }
  }

  /** The room cannot go on: everybody hears so, and no more of it. Their sockets are other rooms' too. */
  abandon(notice: string): void {
    for (const { sessionId, connection } of [...this.#attendees.values()]) {
      this.leave(sessionId, connection)
      connection.send(notice)
    }
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

import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { StreamEvent } from '#protocol/frames/server'
import type { RoomRole } from '#protocol/models'
import type { Attendance } from './attendance'
import type { Entry, Feed } from './feed'
import type { Attendee, RoomEntry } from './messages'
import { Removals } from './removals'

/** What a join made of somebody: their role, and the seq at which they became a member, if it was this join that did it. */
export type Membership = { readonly role: RoomRole | null; readonly since: number | null }

const unchanged: Membership = { role: null, since: null }

/** Lets sessions in at an exact seq of the feed, and out before the event after their removal is published (DELIVERY rule 2). */
export class Door {
  readonly #feed: Feed
  readonly #attendance: Attendance
  readonly #removals: Removals
  readonly #entered: (attendee: Attendee) => void

  constructor(feed: Feed, attendance: Attendance, span: number, entered: (attendee: Attendee) => void) {
    this.#feed = feed
    this.#attendance = attendance
    this.#removals = new Removals(span)
    this.#entered = entered
  }

  /** Somebody whose membership was judged at `asOf`. The reply is called in the turn in which they are let in. */
  arrive(attendee: Attendee, asOf: number, cursor: number | null, reply: Reply<RoomEntry>, membership: Membership = unchanged): void {
    if (this.#attendance.isCatchingUp(attendee)) return reply.ok(this.#entry({ kind: 'live', head: this.#feed.head }, membership))
    this.#admit(attendee, asOf, cursor, reply, membership)
  }

  /** Somebody who was let in `far` and now has everything up to `cursor`. */
  arriveAgain(attendee: Attendee, cursor: number, reply: Reply<RoomEntry>): void {
    if (this.#attendance.of(attendee.sessionId) !== attendee) return reply.fail(noMember())
    this.#admit(attendee, this.#feed.head, cursor, reply, unchanged)
  }

  /** What an earlier incarnation knew of removals: whoever is on the way in was judged before. */
  recall(head: number, past: readonly StreamEvent[]): void {
    const leavers = past.flatMap((event) => (event.type === 'member.left' ? [{ userId: event.payload.user.id, seq: event.seq }] : []))
    this.#removals.recall(head, leavers)
  }

  /** Called between the publishing of the removal and of the event after it. */
  expel(userId: string, seq: number): void {
    this.#removals.add(userId, seq)
    this.#attendance.expel(userId)
  }

  /** Left after `asOf`, or that can't be told any more. */
  hasLeft(userId: string, asOf: number): boolean {
    return this.#removals.since(userId, asOf)
  }

  #admit(attendee: Attendee, asOf: number, cursor: number | null, reply: Reply<RoomEntry>, membership: Membership): void {
    const { connection, user } = attendee
    const admitted = (entry: Entry): boolean => {
      if (this.hasLeft(user.id, asOf)) {
        reply.fail(noMember())
        return false
      }
      // Who left before the join was done gets the answer and stays outside.
      const stays = connection.open && attendee.here()
      if (stays) {
        this.#attendance.enter(attendee, entry.kind)
        this.#entered(attendee)
      }
      reply.ok(this.#entry(stays ? entry : { kind: 'live', head: entry.head }, membership))
      return stays
    }
    if (this.hasLeft(user.id, asOf)) reply.fail(noMember())
    else this.#feed.arrive({ connection, asOf, cursor, admitted })
  }

  #entry(entry: Entry, { role, since }: Membership): RoomEntry {
    return { ...entry, role, since, presence: this.#attendance.snapshot() }
  }
}

const noMember = (): Refused => new Refused('not_joined', 'no longer a member')

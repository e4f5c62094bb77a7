import type { Calls } from '#actors/call/calls'
import type { Self } from '#actors/runtime/actor'
import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { StreamEvent } from '#protocol/frames/server'
import { limits } from '#protocol/limits'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { Data } from '#src/data/data'
import { Attendance } from './attendance'
import { Feed } from './feed'
import { AppendLine } from './line'
import type { Attendee, RoomEntry, RoomMessage } from './messages'
import type { Publisher } from './publisher'
import { Removals } from './removals'
import { RoomCall } from './room-call'
import { Typing } from './typing'

export type RoomArgs = {
  readonly roomId: string
  readonly data: Pick<Data, 'append' | 'events' | 'calls'>
  readonly publisher: Publisher
  readonly calls: Calls
  readonly callLimit: number
  readonly now: () => number
}

/** Events kept encoded, so that a short absence needs no query. */
export const RING = 512
const PRESENCE_MS = 250
const REST_MS = 30_000
const RETRY_MS = 250

/** The state of one room and what every message does to it; `room-actor.ts` runs it. */
export class LiveRoom {
  readonly call: RoomCall
  readonly #self: Self<RoomMessage>
  readonly #args: RoomArgs
  readonly #line = new AppendLine()
  readonly #feed: Feed
  readonly #attendance: Attendance
  readonly #typing: Typing
  readonly #removals = new Removals(RING)
  /** What was published when the batch under way was taken. */
  #takenAt = 0
  #pulling = false
  #presenceDue = false

  constructor(self: Self<RoomMessage>, args: RoomArgs, head: number, past: readonly StreamEvent[]) {
    const { roomId, publisher, calls, callLimit: limit } = args
    this.#self = self
    this.#args = args
    this.#attendance = new Attendance(roomId)
    this.#feed = new Feed(roomId, head, publisher, (event) => this.#applied(event), RING)
    this.#feed.preload(past)
    this.#typing = new Typing(roomId, publisher, (userId, turn) => self.after(limits.typingMs, { type: 'typing-over', userId, turn }))
    this.call = new RoomCall({
      roomId,
      calls,
      limit,
      append: (command, settled) => this.#append(command, settled),
      empty: (callId, joins) => void self.ref.send({ type: 'call.empty', callId, joins }),
      watch: (ref, callId) => void self.watch(ref, () => ({ type: 'call.exit', callId })),
    })
    self.every(REST_MS, { type: 'rest' })
    this.#advance()
  }

  /** Answers `rest` when nobody needs the room any more. */
  receive(message: RoomMessage): 'rest' | undefined {
    switch (message.type) {
      case 'command':
        this.#command(message.command, message.reply)
        break
      case 'join': {
        const { attendee, cursor, reply } = message
        this.#append({ type: 'member.join', by: attendee.user.id }, (outcome) => {
          if (!outcome.ok) return reply.fail(new Refused(outcome.code, outcome.message))
          const role = outcome.result && 'role' in outcome.result ? outcome.result.role : null
          // Who was a member already has been one since the batch was taken: had they left in between, this were a join.
          this.#arrive(attendee, outcome.event?.seq ?? this.#takenAt, cursor, role, reply)
        })
        break
      }
      case 'admit':
        this.#arrive(message.attendee, message.asOf, message.cursor, null, message.reply)
        break
      case 'arrive': {
        const attendee = this.#attendance.of(message.sessionId)
        if (attendee) this.#arrive(attendee, this.#feed.head, message.cursor, null, message.reply)
        else message.reply.fail(new Refused('not_joined', 'no longer in the room'))
        break
      }
      case 'leave': {
        const { sessionId, connection } = message
        this.#feed.depart(connection)
        const attendee = this.#attendance.of(sessionId)
        if (attendee && attendee.connection !== connection) break
        if (this.#attendance.leave(sessionId)) this.#typing.stop(attendee?.user.id ?? '')
        this.call.ref?.send({ type: 'leave', sessionId })
        this.#presenceChanged()
        break
      }
      case 'away': {
        const attendee = this.#attendance.of(message.sessionId)
        if (attendee && attendee.connection !== message.connection) break
        this.call.ref?.send({ type: 'lost', sessionId: message.sessionId })
        break
      }
      case 'state':
        this.#attendance.mark(message.sessionId, message.state)
        this.#presenceChanged()
        break
      case 'typing': {
        const attendee = this.#attendance.of(message.sessionId)
        if (!attendee) return void message.reply.fail(new Refused('not_joined', 'join the room first'))
        if (message.active) this.#typing.start(attendee.user, this.#args.now())
        else this.#typing.stop(attendee.user.id)
        message.reply.ok({})
        break
      }
      case 'typing-over':
        this.#typing.over(message.userId, message.turn)
        break
      case 'heads':
        this.#feed.announce(message.head)
        break
      case 'appended':
        this.#landed(message)
        break
      case 'pulled':
        this.#pulling = false
        if (message.outcome.ok) this.#feed.offer(message.outcome.value)
        else return void this.#self.after(RETRY_MS, { type: 'heads', head: 0 })
        break
      case 'presence-due':
        this.#presenceDue = false
        this.#attendance.tell(this.#args.publisher)
        break
      case 'call.join':
        if (this.#attendance.of(message.sessionId) || (message.asOf !== null && !this.#removals.since(message.user.id, message.asOf)))
          this.call.join(message)
        else message.reply.fail(new Refused('not_joined', 'join the room first'))
        break
      case 'call.state':
        if (this.call.ref?.send({ type: 'state', reply: message.reply }) !== 'ok')
          message.reply.ok({ callId: null, roomId: this.#args.roomId, participants: [] })
        break
      case 'call.empty':
        this.call.emptied(message.callId, message.joins)
        break
      case 'call.exit':
        this.call.over(message.callId)
        break
      case 'rest':
        return this.#needless() ? 'rest' : undefined
      default:
        message satisfies never
    }
    this.#advance()
    return undefined
  }

  /** The last act: everybody who waits hears so, and nobody listens to a stream without a feed. */
  end(): void {
    this.#line.refuseAll()
    if (this.#attendance.size === 0 && !this.#feed.waiting) this.#args.publisher.forget(this.#args.roomId)
  }

  #command(command: RoomCommand, reply: Reply<CommandOutcome>): void {
    if (!this.#line.add({ command, reply })) reply.fail(new Refused('busy', 'the room is busy', { retryAfterMs: 500 }))
    else if (command.type === 'message.send') this.#typing.stop(command.by)
  }

  #append(command: RoomCommand, settled: (outcome: CommandOutcome) => void): void {
    const unavailable = { ok: false, code: 'unavailable', message: 'the room restarts' } as const
    this.#command(command, { ok: settled, fail: () => settled(unavailable) })
  }

  #landed({ outcome }: Extract<RoomMessage, { type: 'appended' }>): void {
    if (!outcome.ok) throw outcome.error
    const { outcomes } = outcome.value
    const landed = this.#line.land()
    if (landed.length !== outcomes.length) throw new Error(`append: ${landed.length} commands, ${outcomes.length} outcomes`)
    landed.forEach(({ reply }, index) => reply.ok(outcomes[index] as CommandOutcome))
    const events: StreamEvent[] = []
    for (const settled of outcomes) if (settled.ok && settled.event) events.push(settled.event)
    this.#feed.offer(events)
  }

  #arrive(attendee: Attendee, asOf: number, cursor: number | null, role: RoomEntry['role'], reply: Reply<RoomEntry>): void {
    if (!attendee.connection.open) return
    if (this.#removals.since(attendee.user.id, asOf)) return reply.fail(new Refused('not_joined', 'no longer a member'))
    this.#feed.arrive({
      connection: attendee.connection,
      asOf,
      cursor,
      admitted: ({ kind, head }) => {
        if (this.#removals.since(attendee.user.id, asOf)) return reply.fail(new Refused('not_joined', 'no longer a member'))
        this.#attendance.enter(attendee)
        this.#presenceChanged()
        this.call.ref?.send({ type: 'back', sessionId: attendee.sessionId, outlet: (text) => attendee.connection.send(text) })
        reply.ok({ kind, head, role, presence: this.#attendance.snapshot() })
      },
    })
  }

  /** Runs between the publishing of this event and of the next (DELIVERY rule 2). */
  #applied(event: StreamEvent): void {
    if (event.type !== 'member.left') return
    const userId = event.payload.user.id
    this.#removals.add(userId, event.seq)
    for (const attendee of this.#attendance.expel(userId)) {
      this.#feed.depart(attendee.connection)
      attendee.removed()
    }
    this.#typing.stop(userId)
    this.call.ref?.send({ type: 'removed', userId })
    this.#presenceChanged()
  }

  /** Starts what can be started: the next batch, or a look at what others committed. */
  #advance(): void {
    const { roomId, data } = this.#args
    const batch = this.#line.take()
    if (batch) this.#takenAt = this.#feed.head
    if (batch)
      this.#self.go(
        () => data.append.room(roomId, batch),
        (outcome) => ({ type: 'appended', outcome }),
      )
    const missing = this.#feed.holed || (this.#feed.behind && !this.#line.busy)
    if (!missing || this.#pulling) return
    this.#pulling = true
    const read = async () => (await data.events.read(roomId, this.#feed.head, RING)).events
    this.#self.go(read, (outcome) => ({ type: 'pulled', outcome }))
  }

  #presenceChanged(): void {
    if (this.#presenceDue || !this.#attendance.dirty) return
    this.#presenceDue = true
    this.#self.after(PRESENCE_MS, { type: 'presence-due' })
  }

  #needless(): boolean {
    return this.#attendance.size === 0 && this.#line.idle && !this.call.on && !this.#feed.waiting && !this.#pulling
  }
}

import type { CallMessage } from '#actors/call/messages'
import type { Self } from '#actors/runtime/actor'
import type { Reply } from '#actors/runtime/ask'
import { insist } from '#actors/runtime/insist'
import { Refused } from '#protocol/errors'
import type { StreamEvent } from '#protocol/frames/server'
import { limits } from '#protocol/limits'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { Attendance } from './attendance'
import type { Connection } from './connection'
import { Door } from './door'
import { Feed } from './feed'
import { AppendLine, nextTurn } from './line'
import type { RoomMessage } from './messages'
import type { RoomArgs } from './room-args'
import { RoomCall } from './room-call'
import { Typing } from './typing'

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
  readonly #door: Door
  /** What was published when the batch under way was taken. */
  #takenAt = 0
  #turnDue = false
  #gathering = false
  #pulling = false
  #presenceDue = false

  constructor(self: Self<RoomMessage>, args: RoomArgs, head: number, past: readonly StreamEvent[]) {
    const { roomId, publisher, attendance, calls } = args
    this.#self = self
    this.#args = args
    this.#attendance = attendance
    this.#feed = new Feed(roomId, head, publisher, (event) => this.#applied(event), RING)
    this.#feed.preload(past)
    this.#door = new Door(this.#feed, attendance, RING, ({ sessionId, connection }) => {
      this.#presenceChanged()
      this.#tellCall({ type: 'back', sessionId, outlet: connection })
    })
    this.#door.recall(head, past)
    this.#typing = new Typing(roomId, publisher, (userId, turn) => self.after(limits.typingMs, { type: 'typing-over', userId, turn }))
    this.call = new RoomCall({
      roomId,
      calls,
      append: (command, settled) => this.#append(command, settled),
      empty: (callId, joins) => insist(self.ref, { type: 'call.empty', callId, joins }),
      watch: (ref, callId) => void self.watch(ref, () => ({ type: 'call.exit', callId })),
      hasLeft: (userId, asOf) => this.#door.hasLeft(userId, asOf),
    })
    self.every(REST_MS, { type: 'rest' })
    this.#presenceChanged()
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
          const since = outcome.event?.seq ?? null
          this.#door.arrive(attendee, since ?? this.#takenAt, cursor, reply, { role, since })
        })
        break
      }
      case 'admit':
        this.#door.arrive(message.attendee, message.asOf, message.cursor, message.reply)
        break
      case 'arrive':
        this.#door.arriveAgain(message.attendee, message.cursor, message.reply)
        break
      case 'leave':
        this.#leave(message.sessionId, message.connection)
        message.reply.ok({})
        break
      case 'over':
        this.#leave(message.sessionId, message.connection)
        this.#tellCall({ type: 'over', sessionId: message.sessionId, outletId: message.connection.id })
        break
      case 'away':
        this.#tellCall({ type: 'lost', sessionId: message.sessionId, outletId: message.connection.id })
        break
      case 'state':
        this.#attendance.mark(message.sessionId, message.state)
        this.#presenceChanged()
        break
      case 'typing': {
        const attendee = this.#attendance.of(message.sessionId)
        if (!attendee) return void message.reply.fail(new Refused('not_joined', 'join the room first'))
        this.#typing.set(attendee.user, message.active, this.#args.now())
        message.reply.ok({})
        break
      }
      case 'typing-over':
        this.#typing.over(message.userId, message.turn)
        break
      case 'heads':
        this.#feed.announce(message.head)
        break
      case 'turn':
        this.#turnDue = false
        this.#depart()
        break
      case 'appended':
        this.#landed(message)
        this.#depart()
        break
      case 'gathered':
        this.#gathering = false
        this.#depart()
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
        this.call.join(message)
        break
      case 'call.state':
        this.call.state(message)
        break
      case 'call.empty':
        this.call.emptied(message.callId, message.joins)
        break
      case 'call.exit':
        this.call.over(message.callId)
        break
      case 'rest':
        this.call.retry()
        if (this.#attendance.size > 0 || this.#feed.waiting || this.#pulling || this.call.on || !this.#line.idle) break
        return 'rest'
      default:
        message satisfies never
    }
    this.#advance()
    return undefined
  }

  /** The last act: everybody who waits hears so. Whoever listens, and a call, is told by the next incarnation what this one did not tell. */
  end(): void {
    this.#line.refuseAll()
    if (this.#attendance.size === 0 && !this.#feed.waiting && !this.call.on) this.#args.publisher.forget(this.#args.roomId)
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
    const landed = this.#line.land(this.#args.now(), this.#attendance.size)
    if (landed.length !== outcomes.length) throw new Error(`append: ${landed.length} commands, ${outcomes.length} outcomes`)
    landed.forEach(({ reply }, index) => reply.ok(outcomes[index] as CommandOutcome))
    const events: StreamEvent[] = []
    for (const settled of outcomes) if (settled.ok && settled.event) events.push(settled.event)
    this.#feed.offer(events)
  }

  #leave(sessionId: string, connection: Connection): void {
    const attendee = this.#attendance.leave(sessionId, connection)
    if (attendee) this.#typing.stop(attendee.user.id)
    this.#presenceChanged()
  }

  #tellCall(message: CallMessage): void {
    if (this.call.ref) insist(this.call.ref, message)
  }

  /** Runs between the publishing of this event and of the next (DELIVERY rule 2). */
  #applied(event: StreamEvent): void {
    if (event.type === 'call.started') this.call.started(event.payload.callId)
    if (event.type !== 'member.left') return
    const userId = event.payload.user.id
    this.#door.expel(userId, event.seq)
    this.#typing.stop(userId)
    this.#tellCall({ type: 'removed', userId })
    this.#presenceChanged()
  }

  /** The next batch leaves, or waits for those who will share it. */
  #depart(): void {
    if (!this.#line.ready) return
    const wait = this.#line.wait(this.#args.now())
    if (wait > 0) {
      if (!this.#gathering) this.#self.after(wait, { type: 'gathered' })
      this.#gathering = true
      return
    }
    const batch = this.#line.take()
    if (!batch) return
    this.#takenAt = this.#feed.head
    const { roomId, data } = this.#args
    this.#self.go(
      () => data.append.room(roomId, batch),
      (outcome) => ({ type: 'appended', outcome }),
    )
  }

  /** Starts what can be started: a batch of all that this turn of the loop brings, or a look at what others committed. */
  #advance(): void {
    const { roomId, data } = this.#args
    if (!this.#turnDue && this.#line.ready && (!this.#gathering || this.#line.complete)) {
      this.#turnDue = true
      this.#self.go(nextTurn, () => ({ type: 'turn' }))
    }
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
}

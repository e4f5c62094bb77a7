import type { Attendee } from '#actors/room/messages'
import type { Ref, Self } from '#actors/runtime/actor'
import type { PersonState } from '#actors/presence/room-presence'
import { Refused } from '#protocol/errors'
import type { ClientFrame } from '#protocol/frames/client'
import { type Answer, answerOn } from './answer'
import type { Connection } from './connection'
import { type CallFrame, isCallFrame, receiveCallFrame } from './call-frames'
import { greeting } from './greeting'
import type { SessionMessage } from './messages'
import { OwnStream } from './own-stream'
import { ReadMarks } from './read-marks'
import { resume } from './resume'
import { receiveRoomFrame, type RoomFrame } from './room-frames'
import type { SessionArgs, SessionPorts } from './session-actor'
import type { SessionEntry } from './sessions'
import { Visit } from './visit'

/** An abrupt loss is told to others after this long (DELIVERY rule 20). */
const ABSENT_MS = 15_000
/** A session without socket lives this long. */
const EXPIRED_MS = 60_000
const HELD_FRAMES = 256

/** The state of one session, and the order in which its frames are handled. */
export class LiveSession implements SessionEntry {
  readonly self: Self<SessionMessage>
  readonly args: SessionArgs
  readonly ports: SessionPorts
  /** Rooms this session hears, or asked to: which, the room knows. The value stands for one visit, which ends by leaving. */
  readonly rooms = new Map<string, object>()
  /** Rooms it does not hear and in whose call it may have a seat. */
  #callRooms: Set<string> | null = null
  /** Rooms that could not take this session in again yet, as they restart. */
  readonly entering = new Set<string>()
  readonly own: OwnStream
  #reads: ReadMarks | null = null
  /** Changed once at most: by a resume. */
  sessionId: string
  lastRoom: string | null = null
  state: PersonState = 'online'
  /** Frames that wait for the greeting or for a look-up of the frame before them. */
  #held: Extract<SessionMessage, { type: 'frame' }>[] | null = []
  #frames = 0
  #replaced = false
  #line: Promise<unknown> | null = null

  constructor(self: Self<SessionMessage>, args: SessionArgs) {
    this.self = self
    this.args = args
    this.ports = args.ports
    this.sessionId = args.sessionId
    this.own = new OwnStream(this)
  }

  get ref(): Ref<SessionMessage> {
    return this.self.ref
  }
  get userId(): string {
    return this.args.user.id
  }
  get deviceId(): string {
    return this.args.deviceId
  }
  get connection(): Connection {
    return this.args.connection
  }

  greet(): void {
    greeting(this, () => this.#release())
  }

  /** Answers `over` when the session has ended. */
  receive(message: SessionMessage): 'over' | undefined {
    switch (message.type) {
      case 'frame':
        if (this.#held === null) this.#frame(message)
        else if (this.#held.length < HELD_FRAMES) this.#held.push(message)
        else this.answer(message.frame).fail(new Refused('busy', 'too many frames wait for one before', { retryAfterMs: 500 }))
        break
      case 'then':
        message.run()
        break
      case 'closed':
        this.#closed(message.clean)
        break
      case 'replaced':
        this.#replaced = true
        break
      case 'revoked':
        return 'over'
      case 'absent':
        this.#leaveAll()
        if (this.#replaced) return 'over'
        break
      case 'expired':
        return 'over'
      default:
        message satisfies never
    }
    return undefined
  }

  end(): void {
    this.#leaveAll()
    this.own.depart()
    this.args.connection.close(1012, 'session ended')
  }

  answer<T = object>(frame: ClientFrame): Answer<T> {
    return answerOn<T>(this.args.connection, frame.requestId, (code, error) => {
      this.ports.metrics.nacks.inc({ code })
      if (code !== 'internal') return
      const { userId, sessionId } = { userId: this.args.user.id, sessionId: this.sessionId }
      this.ports.log.error({ err: error, userId, sessionId, requestId: frame.requestId, frame: frame.type }, 'a frame failed')
    })
  }

  /**
   * Runs a look-up that later frames depend on: they wait until `then` has run. `then` runs in the session's loop.
   */
  hold<T>(task: () => Promise<T>, answer: Answer, then: (value: T) => void): void {
    this.#held ??= []
    this.self.go(task, (outcome) => ({
      type: 'then',
      run: () => {
        if (outcome.ok) then(outcome.value)
        else answer.fail(outcome.error as Error)
        this.#release()
      },
    }))
  }

  /** This session on its way into a room. */
  attendee(roomId: string): Attendee {
    return new Visit(this, roomId)
  }

  /** In this room's call it may have a seat, whether it hears the room or not. */
  mayCall(roomId: string): void {
    this.#callRooms ??= new Set()
    this.#callRooms.add(roomId)
  }

  /** One replay at a time, or many rooms would together fill the socket that each of them spares. */
  inLine<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#line === null ? task() : this.#line.then(task, task)
    this.#line = turn
    return turn
  }

  #frame({ frame, at }: Extract<SessionMessage, { type: 'frame' }>): void {
    const first = this.#frames++ === 0
    if (first && frame.type !== 'session.resume') this.own.arrive()
    const answer = this.answer(frame)
    switch (frame.type) {
      case 'ping':
        answer.ok({})
        break
      case 'session.resume':
        if (first) resume(this, frame.payload, answer)
        else answer.fail(new Refused('invalid', 'session.resume must be the first frame of a socket'))
        break
      case 'presence.set':
        this.state = frame.payload.state
        for (const roomId of this.rooms.keys())
          this.ports.rooms.notify(roomId, { type: 'state', sessionId: this.sessionId, state: this.state })
        answer.ok({})
        break
      case 'read.set':
        this.#reads ??= new ReadMarks(this)
        this.#reads.set(frame.payload.roomId, frame.payload.seq, answer)
        break
      default:
        if (isCallFrame(frame)) receiveCallFrame(this, frame as CallFrame, answer)
        else receiveRoomFrame(this, frame as RoomFrame, answer, at)
    }
  }

  #release(): void {
    const held = this.#held ?? []
    this.#held = null
    for (let message = held.shift(); message; message = held.shift()) {
      this.#frame(message)
      if (this.#held !== null) {
        this.#held = [...(this.#held as typeof held), ...held]
        return
      }
    }
  }

  #closed(clean: boolean): void {
    this.own.depart()
    if (clean) this.#leaveAll()
    for (const roomId of this.#everyRoom()) this.#tell(roomId, 'away')
    this.self.after(ABSENT_MS, { type: 'absent' })
    this.self.after(EXPIRED_MS, { type: 'expired' })
  }

  #leaveAll(): void {
    for (const roomId of this.#everyRoom()) this.#tell(roomId, 'over')
    this.rooms.clear()
    this.#callRooms = null
  }

  #everyRoom(): Set<string> {
    return new Set([...this.rooms.keys(), ...(this.#callRooms ?? [])])
  }

  #tell(roomId: string, type: 'over' | 'away'): void {
    this.ports.rooms.notify(roomId, { type, sessionId: this.sessionId, connection: this.args.connection })
  }
}

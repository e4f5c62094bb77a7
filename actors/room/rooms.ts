import type { Ref } from '#actors/runtime/actor'
import { ask, askInTurn, AskRefused, AskTimeout, type Reply } from '#actors/runtime/ask'
import { insist } from '#actors/runtime/insist'
import type { Supervisor } from '#actors/runtime/supervisor'
import { encodeError } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { Bus } from '#src/cluster/bus'
import { Attendance } from './attendance'
import type { RoomMessage } from './messages'
import type { RoomArgs } from './room-args'
import { roomActor } from './room-actor'

const COMMAND_MS = 10_000
const OWED_MS = 50
/** So long nobody brings a room that was given up to life again. */
const GIVEN_UP_MS = 10_000
const CHILD = { restart: 'transient', shutdown: 5_000 } as const

const FAILED = 'this room failed again and again: try again in a little while'

type SharedArgs = Omit<RoomArgs, 'roomId' | 'attendance'>

/** The arguments are kept with the actor: its attendance outlives a retired predecessor, and no message makes them anew. */
type Live = { readonly args: RoomArgs; readonly ref: Ref<RoomMessage> }

/** The live rooms of this node: started at the first message, gone when nobody needs them. */
export class Rooms {
  readonly #supervisor: Supervisor
  readonly #shared: SharedArgs
  readonly #live = new Map<string, Live>()
  /** Heads that found a full mailbox; told again until they fit, as nobody else would repeat them. */
  readonly #owed = new Map<string, number>()
  #paying = false
  /** Rooms that crashed too often, and when they may be tried again. */
  readonly #givenUp = new Map<string, number>()

  constructor(supervisor: Supervisor, shared: SharedArgs, bus: Bus) {
    this.#supervisor = supervisor
    this.#shared = shared
    bus.onHeads((heads) => {
      for (const { stream, head } of heads) this.#announce(stream, head)
    })
  }

  get size(): number {
    return this.#live.size
  }

  /** The actor of a room, started when absent. Whether the room exists is found out by its first append. */
  ref(roomId: string): Ref<RoomMessage> {
    const known = this.#live.get(roomId)
    const args = known?.args ?? { ...this.#shared, roomId, attendance: new Attendance(roomId) }
    const ref = this.#supervisor.ensure(roomActor, `room:${roomId}`, args, CHILD)
    if (known?.ref === ref) return ref
    this.#live.set(roomId, { args, ref })
    ref.onExit((exit, next) => {
      if (next !== 'gone' || this.#live.get(roomId)?.ref !== ref) return
      this.#live.delete(roomId)
      if (exit.kind !== 'crash' && exit.kind !== 'killed') return
      this.#givenUp.set(roomId, this.#shared.now() + GIVEN_UP_MS)
      args.attendance.abandon(encodeError('unavailable', FAILED, GIVEN_UP_MS, roomId))
      this.#shared.publisher.forget(roomId)
    })
    return ref
  }

  #restOf(roomId: string): Refused | null {
    const until = this.#givenUp.get(roomId)
    if (until === undefined) return null
    const retryAfterMs = until - this.#shared.now()
    if (retryAfterMs > 0) return new Refused('unavailable', FAILED, { retryAfterMs })
    this.#givenUp.delete(roomId)
    return null
  }

  /** Asks a room for something; `reply` is called once, and with Refused busy or unavailable where the room will not answer. */
  ask<T>(roomId: string, reply: Reply<T>, toMessage: (reply: Reply<T>) => RoomMessage): void {
    const rest = this.#restOf(roomId)
    if (rest !== null) return reply.fail(rest)
    const fail = (error: Error): void => reply.fail(refusalOf(error))
    askInTurn(this.ref(roomId), { ok: (value: T) => reply.ok(value), fail }, toMessage)
  }

  /** Tells a live room what it must not miss; one that is not live has nothing to forget, but may have left a call behind. */
  notify(roomId: string, message: RoomMessage): void {
    const live = this.#live.get(roomId)
    if (live) return insist(live.ref, message)
    if (message.type !== 'over' && message.type !== 'away') return
    const { sessionId, connection } = message
    const call = this.#shared.calls.inRoom(roomId)
    if (call) insist(call, { type: message.type === 'over' ? 'over' : 'lost', sessionId, outletId: connection.id })
  }

  /** Appends a command through the room's line and answers its outcome. Refused busy, unavailable. */
  async command(roomId: string, command: RoomCommand): Promise<CommandOutcome> {
    const rest = this.#restOf(roomId)
    if (rest !== null) throw rest
    try {
      return await ask<RoomMessage, CommandOutcome>(this.ref(roomId), COMMAND_MS, (reply) => ({ type: 'command', command, reply }))
    } catch (error) {
      throw refusalOf(error as Error)
    }
  }

  #announce(stream: string, head: number): void {
    if (this.#live.get(stream)?.ref.send({ type: 'heads', head }) !== 'full') return
    this.#owed.set(stream, head)
    if (this.#paying) return
    this.#paying = true
    setTimeout(() => this.#pay(), OWED_MS)
  }

  #pay(): void {
    this.#paying = false
    const owed = [...this.#owed]
    this.#owed.clear()
    for (const [stream, head] of owed) this.#announce(stream, head)
  }
}

function refusalOf(error: Error): Error {
  if (error instanceof AskTimeout) return new Refused('unavailable', 'the room did not answer', { retryAfterMs: 1_000 })
  if (!(error instanceof AskRefused)) return error
  if (error.why === 'full') return new Refused('busy', 'the room is busy', { retryAfterMs: 500 })
  return new Refused('unavailable', 'the room restarts', { retryAfterMs: 500 })
}

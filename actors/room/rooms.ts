import type { Ref } from '#actors/runtime/actor'
import { ask, askInTurn, AskRefused, AskTimeout, type Reply } from '#actors/runtime/ask'
import { insist } from '#actors/runtime/insist'
import type { Supervisor } from '#actors/runtime/supervisor'
import { Refused } from '#protocol/errors'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { Bus } from '#src/cluster/bus'
import { Attendance } from './attendance'
import type { RoomMessage } from './messages'
import type { RoomArgs } from './live-room'
import { roomActor } from './room-actor'

const COMMAND_MS = 10_000
const OWED_MS = 50
const CHILD = { restart: 'transient', shutdown: 5_000 } as const

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
    ref.onExit((_exit, next) => {
      if (next !== 'gone' || this.#live.get(roomId)?.ref !== ref) return
      this.#live.delete(roomId)
      args.attendance.abandon()
    })
    return ref
  }

  /** Asks a room for something; `reply` is called once, and with Refused busy or unavailable where the room will not answer. */
  ask<T>(roomId: string, reply: Reply<T>, toMessage: (reply: Reply<T>) => RoomMessage): void {
    const fail = (error: Error): void => reply.fail(refusalOf(error))
    askInTurn(this.ref(roomId), { ok: (value: T) => reply.ok(value), fail }, toMessage)
  }

  /** Tells a live room what it must not miss; one that is not live has nothing to forget. */
  notify(roomId: string, message: RoomMessage): void {
    const live = this.#live.get(roomId)
    if (live) insist(live.ref, message)
  }

  /** Appends a command through the room's line and answers its outcome. Refused busy, unavailable. */
  async command(roomId: string, command: RoomCommand): Promise<CommandOutcome> {
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

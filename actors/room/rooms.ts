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

/** The live rooms of this node: started at the first message, gone when nobody needs them. */
export class Rooms {
  readonly #supervisor: Supervisor
  readonly #args: Omit<RoomArgs, 'roomId' | 'attendance'>
  readonly #live = new Map<string, Ref<RoomMessage>>()
  readonly #attendances = new Map<string, Attendance>()
  /** Heads that found a full mailbox; told again until they fit, as nobody else would repeat them. */
  readonly #owed = new Map<string, number>()
  #paying = false

  constructor(supervisor: Supervisor, args: Omit<RoomArgs, 'roomId' | 'attendance'>, bus: Bus) {
    this.#supervisor = supervisor
    this.#args = args
    bus.onHeads((heads) => {
      for (const { stream, head } of heads) this.#announce(stream, head)
    })
  }

  get size(): number {
    return this.#live.size
  }

  /** The actor of a room, started when absent. Whether the room exists is found out by its first append. */
  ref(roomId: string): Ref<RoomMessage> {
    const attendance = this.#attendances.get(roomId) ?? new Attendance(roomId)
    const args = { ...this.#args, roomId, attendance }
    const ref = this.#supervisor.ensure(roomActor, `room:${roomId}`, args, { restart: 'transient', shutdown: 5_000 })
    if (this.#live.get(roomId) === ref) return ref
    this.#live.set(roomId, ref)
    this.#attendances.set(roomId, attendance)
    ref.onExit((_exit, next) => {
      if (next !== 'gone' || this.#live.get(roomId) !== ref) return
      this.#live.delete(roomId)
      this.#attendances.delete(roomId)
      attendance.abandon()
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
    const ref = this.#live.get(roomId)
    if (ref) insist(ref, message)
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
    if (this.#live.get(stream)?.send({ type: 'heads', head }) !== 'full') return
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

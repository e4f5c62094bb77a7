import type { Ref } from '#actors/runtime/actor'
import { ask, AskRefused, AskTimeout } from '#actors/runtime/ask'
import type { SendResult } from '#actors/runtime/mailbox'
import type { Supervisor } from '#actors/runtime/supervisor'
import { Refused } from '#protocol/errors'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { Bus } from '#src/cluster/bus'
import type { RoomMessage } from './messages'
import type { RoomArgs } from './live-room'
import { roomActor } from './room-actor'

const COMMAND_MS = 10_000
const OWED_MS = 50

/** The live rooms of this node: started at the first message, gone when nobody needs them. */
export class Rooms {
  readonly #supervisor: Supervisor
  readonly #args: Omit<RoomArgs, 'roomId'>
  readonly #live = new Map<string, Ref<RoomMessage>>()
  /** Heads that found a full mailbox; told again until they fit, as nobody else would repeat them. */
  readonly #owed = new Map<string, number>()
  #paying = false

  constructor(supervisor: Supervisor, args: Omit<RoomArgs, 'roomId'>, bus: Bus) {
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
    const ref = this.#supervisor.ensure(roomActor, `room:${roomId}`, { ...this.#args, roomId }, { restart: 'transient', shutdown: 5_000 })
    if (this.#live.get(roomId) === ref) return ref
    this.#live.set(roomId, ref)
    ref.onExit((_exit, next) => {
      if (next === 'gone' && this.#live.get(roomId) === ref) this.#live.delete(roomId)
    })
    return ref
  }

  send(roomId: string, message: RoomMessage): SendResult {
    return this.ref(roomId).send(message)
  }

  /** Appends a command through the room's line and answers its outcome. Refused busy, unavailable. */
  async command(roomId: string, command: RoomCommand): Promise<CommandOutcome> {
    try {
      return await ask<RoomMessage, CommandOutcome>(this.ref(roomId), COMMAND_MS, (reply) => ({ type: 'command', command, reply }))
    } catch (error) {
      if (error instanceof AskTimeout) throw new Refused('unavailable', 'the room did not answer', { retryAfterMs: 1_000 })
      if (error instanceof AskRefused) throw new Refused('busy', 'the room is busy', { retryAfterMs: 500 })
      throw error
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

import type { Ref } from '#actors/runtime/actor'
import type { Topology } from '#protocol/models'
import { insist } from '#actors/runtime/insist'
import type { Supervisor } from '#actors/runtime/supervisor'
import { callActor } from './call-actor'
import type { CallMessage, CallPorts, CallStart } from './messages'

type Live = { readonly ref: Ref<CallMessage>; readonly roomId: string; topology: Topology }

/** The live calls of this node, found by callId. */
export class Calls {
  readonly #supervisor: Supervisor
  readonly #ports: CallPorts
  readonly #live = new Map<string, Live>()

  constructor(supervisor: Supervisor, ports: CallPorts) {
    this.#supervisor = supervisor
    this.#ports = ports
  }

  get size(): number {
    return this.#live.size
  }

  /** Starts the actor of a call. It is temporary: a call that crashed is over, its people join a new one. */
  start(start: CallStart): Ref<CallMessage> {
    const { callId, roomId } = start
    const onTopology = (topology: Topology): void => {
      const live = this.#live.get(callId)
      if (live) live.topology = topology
    }
    const args = { ...start, ...this.#ports, onTopology }
    const ref = this.#supervisor.ensure(callActor, `call:${callId}`, args, { restart: 'temporary', shutdown: 1_000 })
    this.#live.set(callId, { ref, roomId, topology: 'p2p' })
    ref.onExit(() => this.#live.delete(callId))
    return ref
  }

  find(callId: string): Ref<CallMessage> | undefined {
    return this.#live.get(callId)?.ref
  }

  /** How many calls there are of each kind. */
  byTopology(): Readonly<Record<Topology, number>> {
    const counts = { p2p: 0, sfu: 0 }
    for (const { topology } of this.#live.values()) counts[topology]++
    return counts
  }

  /** The call that goes on in a room. */
  inRoom(roomId: string): Ref<CallMessage> | undefined {
    return this.#live.values().find((live) => live.roomId === roomId)?.ref
  }

  /** The room whose call this is. */
  roomOf(callId: string): string | undefined {
    return this.#live.get(callId)?.roomId
  }

  /** Idempotent. */
  end(callId: string): void {
    const ref = this.find(callId)
    if (ref) insist(ref, { type: 'close' })
    this.#live.delete(callId)
  }
}

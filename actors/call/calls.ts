import type { Ref } from '#actors/runtime/actor'
import { insist } from '#actors/runtime/insist'
import type { Supervisor } from '#actors/runtime/supervisor'
import { callActor } from './call-actor'
import type { CallMessage, CallPorts, CallStart } from './messages'

/** The live calls of this node, found by callId. */
export class Calls {
  readonly #supervisor: Supervisor
  readonly #ports: CallPorts
  readonly #live = new Map<string, { readonly ref: Ref<CallMessage>; readonly roomId: string }>()

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
    const args = { ...start, ...this.#ports }
    const ref = this.#supervisor.ensure(callActor, `call:${callId}`, args, { restart: 'temporary', shutdown: 1_000 })
    this.#live.set(callId, { ref, roomId })
    ref.onExit(() => this.#live.delete(callId))
    return ref
  }

  find(callId: string): Ref<CallMessage> | undefined {
    return this.#live.get(callId)?.ref
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

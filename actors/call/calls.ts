import type { Ref } from '#actors/runtime/actor'
import { insist } from '#actors/runtime/insist'
import type { Supervisor } from '#actors/runtime/supervisor'
import { callActor, type CallArgs, type CallMessage } from './call-actor'

/** The live calls of this node, found by callId. */
export class Calls {
  readonly #supervisor: Supervisor
  readonly #live = new Map<string, Ref<CallMessage>>()

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor
  }

  get size(): number {
    return this.#live.size
  }

  /** Starts the actor of a call. It is temporary: a call that crashed is over, its people join a new one. */
  start(args: CallArgs): Ref<CallMessage> {
    const ref = this.#supervisor.ensure(callActor, `call:${args.callId}`, args, { restart: 'temporary', shutdown: 1_000 })
    this.#live.set(args.callId, ref)
    ref.onExit(() => this.#live.delete(args.callId))
    return ref
  }

  find(callId: string): Ref<CallMessage> | undefined {
    return this.#live.get(callId)
  }

  /** Idempotent. */
  end(callId: string): void {
    const ref = this.#live.get(callId)
    if (ref) insist(ref, { type: 'close' })
    this.#live.delete(callId)
  }
}

import type { CallMessage } from '#actors/call/messages'
import type { Calls } from '#actors/call/calls'
import type { Ref } from '#actors/runtime/actor'
import { Refused } from '#protocol/errors'
import { uuid } from '#src/base/ids'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { CallJoinMessage } from './messages'

type Live = { readonly callId: string; readonly ref: Ref<CallMessage>; joins: number | null }

export type RoomCallPorts = {
  readonly roomId: string
  readonly calls: Calls
  /** Appends `call.start` or `call.end`; `settled` hears the outcome. */
  append(command: RoomCommand, settled: (outcome: CommandOutcome) => void): void
  /** Brings the call's notices back into the room's own loop. */
  empty(callId: string, joins: number): void
  watch(ref: Ref<CallMessage>, callId: string): void
}

/** The call of one room: none, starting (call.started is being committed) or live. */
export class RoomCall {
  readonly #ports: RoomCallPorts
  #starting: { readonly callId: string; readonly joins: CallJoinMessage[] } | null = null
  #live: Live | null = null
  /** Over, and not yet so in the database: no other call can start before. */
  #unended: { readonly callId: string; readonly lost: boolean } | null = null

  constructor(ports: RoomCallPorts) {
    this.#ports = ports
  }

  get ref(): Ref<CallMessage> | null {
    return this.#live?.ref ?? null
  }

  get on(): boolean {
    return this.#live !== null || this.#starting !== null || this.#unended !== null
  }

  /** A restarted room finds the call that outlived it; one that died with its process is ended. */
  adopt(callId: string): void {
    const ref = this.#ports.calls.find(callId)
    if (!ref) return this.#end(callId, true)
    this.#live = { callId, ref, joins: null }
    this.#ports.watch(ref, callId)
  }

  /** call.started was published. An earlier incarnation may have asked for it and not lived to hear so. */
  started(callId: string): void {
    if (this.#live === null && this.#starting === null) this.adopt(callId)
  }

  join(message: CallJoinMessage): void {
    if (this.#live) return this.#forward(this.#live, message)
    if (this.#starting) {
      this.#starting.joins.push(message)
      return
    }
    this.retry()
    const starting = { callId: uuid(), joins: [message] }
    this.#starting = starting
    this.#ports.append({ type: 'call.start', by: message.user.id, callId: starting.callId }, (outcome) => {
      this.#starting = null
      if (!outcome.ok) for (const { reply } of starting.joins) reply.fail(new Refused(outcome.code, outcome.message))
      else this.#begin(starting.callId, starting.joins)
    })
  }

  /** The call says its last seat is free; stale when a join was forwarded meanwhile. */
  emptied(callId: string, joins: number): void {
    if (this.#live?.callId !== callId || (this.#live.joins !== null && this.#live.joins !== joins)) return
    this.#ports.calls.end(callId)
    this.over(callId)
  }

  /** The call's actor is gone, for whatever reason. */
  over(callId: string): void {
    if (this.#live?.callId !== callId) return
    this.#live = null
    this.#end(callId)
  }

  /** Ends what could not be ended before. */
  retry(): void {
    if (this.#unended !== null) this.#end(this.#unended.callId, this.#unended.lost)
  }

  /** `lost`: it died with an earlier process, nobody knows when. */
  #end(callId: string, lost = false): void {
    this.#unended = { callId, lost }
    this.#ports.append({ type: 'call.end', callId, ...(lost ? { lost } : {}) }, (outcome) => {
      if (outcome.ok && this.#unended?.callId === callId) this.#unended = null
    })
  }

  #begin(callId: string, joins: readonly CallJoinMessage[]): void {
    const { calls, roomId } = this.#ports
    const ref = calls.start({ callId, roomId, onEmpty: (handled) => this.#ports.empty(callId, handled) })
    this.#live = { callId, ref, joins: 0 }
    this.#ports.watch(ref, callId)
    for (const message of joins) this.#forward(this.#live, message)
  }

  #forward(live: Live, { sessionId, user, media, outlet, ring, reply }: CallJoinMessage): void {
    if (live.ref.send({ type: 'join', sessionId, user, media, outlet, ring, reply }) === 'ok') {
      if (live.joins !== null) live.joins++
    } else reply.fail(new Refused('busy', 'the call is busy', { retryAfterMs: 500 }))
  }
}

import type { CallJoined, CallMessage, CallState } from '#actors/call/messages'
import type { Calls } from '#actors/call/calls'
import type { Ref } from '#actors/runtime/actor'
import { askInTurn, AskRefused } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import { uuid } from '#src/base/ids'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'
import type { CallJoinMessage, RoomMessage } from './messages'

type Live = { readonly callId: string; readonly ref: Ref<CallMessage>; joins: number | null }

export type RoomCallPorts = {
  readonly roomId: string
  readonly calls: Calls
  /** Appends `call.start` or `call.end`; `settled` hears the outcome. */
  append(command: RoomCommand, settled: (outcome: CommandOutcome) => void): void
  /** Brings the call's notices back into the room's own loop. */
  empty(callId: string, joins: number): void
  watch(ref: Ref<CallMessage>, callId: string): void
  /** Left the room after `asOf`, or that can't be told any more. */
  hasLeft(userId: string, asOf: number): boolean
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

  /** Who sits there; nobody where there is no call. */
  state({ from, reply }: Extract<RoomMessage, { type: 'call.state' }>): void {
    const none = (): void => reply.ok({ callId: null, roomId: this.#ports.roomId, topology: 'p2p', epoch: 0, participants: [] })
    if (!this.#live) return none()
    askInTurn<CallMessage, CallState>(this.#live.ref, { ok: (state) => reply.ok(state), fail: none }, (asked) => ({
      type: 'state',
      ...(from ? { from } : {}),
      reply: asked,
    }))
  }

  join(message: CallJoinMessage): void {
    if (this.#refused(message)) return
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
    // removed from the room while the call was being begun
    for (const message of joins) if (!this.#refused(message)) this.#forward(this.#live, message)
    this.emptied(callId, 0)
  }

  #refused({ user, asOf, reply }: CallJoinMessage): boolean {
    const left = this.#ports.hasLeft(user.id, asOf)
    if (left) reply.fail(new Refused('not_joined', 'join the room first'))
    return left
  }

  #forward(live: Live, { sessionId, user, media, outlet, ring, reply }: CallJoinMessage): void {
    let taken = true
    const fail = (error: Error): void => {
      if (!(error instanceof AskRefused)) return reply.fail(error)
      taken = false
      const [code, message] =
        error.why === 'full' ? (['busy', 'the call is busy'] as const) : (['unavailable', 'the call has ended'] as const)
      reply.fail(new Refused(code, message, { retryAfterMs: 500 }))
    }
    const joined = (answer: CallJoined): void => reply.ok(answer)
    askInTurn<CallMessage, CallJoined>(live.ref, { ok: joined, fail }, (asked) => ({
      type: 'join',
      sessionId,
      user,
      media,
      outlet,
      ring,
      reply: asked,
    }))
    if (taken && live.joins !== null) live.joins++
  }
}

import type { ServerFrame, ServerPayload } from '#protocol/frames/server'
import { limits } from '#protocol/limits'
import type { Author, Media } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import { Value, type Observable } from '#sdk/observable'

/** Somebody calls me. `quiet`: I sit in another call, so there is nothing to be heard. */
export type Ring = {
  readonly callId: string
  readonly roomId: string
  readonly from: Author
  readonly media: Media
  readonly quiet: boolean
}

/** Somebody whom my call rang in vain. */
export type Unreached = { readonly user: Author; readonly why: 'declined' | 'busy' | 'timeout' }

/** Whom my call rings now, and whom it could not reach. */
export type Calling = { readonly callId: string; readonly people: readonly Author[]; readonly unreached: readonly Unreached[] }

export type RingsSnapshot = { readonly incoming: readonly Ring[]; readonly calling: Calling | null }

type Held = { readonly ring: Ring; readonly cancel: () => void; stale: boolean }

/** At least this long, should the clocks of server and device differ. */
const leastMs = 5_000

/** Calls that ring me, and people my call rings. */
export class Rings implements Observable<RingsSnapshot> {
  readonly #clock: Clock
  readonly #state = new Value<RingsSnapshot>({ incoming: [], calling: null })
  readonly #held = new Map<string, Held>()

  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  constructor(clock: Clock) {
    this.#clock = clock
  }

  frame(frame: ServerFrame): void {
    if (frame.type === 'call.ring') this.#rung(frame.payload)
    else if (frame.type === 'call.ring-ended') this.#ended(frame.payload)
    else if (frame.type === 'call.state') this.#changed(frame.payload)
  }

  /** Taken off the screen: accepted or declined here. */
  drop(callId: string): void {
    this.#held.get(callId)?.cancel()
    if (this.#held.delete(callId)) this.#show()
  }

  /** My call is over. */
  callOver(): void {
    this.#state.patch({ calling: null })
  }

  /** Nobody tells what ends while the socket is gone. */
  sessionLost(): void {
    for (const held of this.#held.values()) held.stale = true
  }

  /** What still rings was said again by now. */
  sessionOpened(): void {
    for (const [callId, { stale }] of [...this.#held]) if (stale) this.drop(callId)
  }

  clear(): void {
    for (const callId of [...this.#held.keys()]) this.drop(callId)
    this.callOver()
  }

  #rung({ callId, roomId, from, media, expiresAt, quiet = false }: ServerPayload<'call.ring'>): void {
    this.#held.get(callId)?.cancel()
    const left = Math.min(limits.ringMs, Math.max(leastMs, Date.parse(expiresAt) - this.#clock.now()))
    const cancel = this.#clock.after(left, () => this.drop(callId))
    this.#held.set(callId, { ring: { callId, roomId, from, media, quiet }, cancel, stale: false })
    this.#show()
  }

  #ended({ callId, reason, userId, busy }: ServerPayload<'call.ring-ended'>): void {
    if (userId === undefined) return this.drop(callId)
    const { calling } = this.getSnapshot()
    const user = calling?.people.find(({ id }) => id === userId)
    if (!calling || calling.callId !== callId || !user || (reason !== 'declined' && reason !== 'timeout')) return
    const others = calling.unreached.filter((one) => one.user.id !== userId)
    this.#state.patch({ calling: { ...calling, unreached: [...others, { user, why: busy ? 'busy' : reason }] } })
  }

  #changed({ callId, participants, ringing = [] }: ServerPayload<'call.state'>): void {
    if (callId === null) return
    const { calling } = this.getSnapshot()
    const before = calling?.callId === callId ? calling : null
    const settled = new Set([...participants.map(({ user }) => user.id), ...ringing.map(({ id }) => id)])
    const unreached = (before?.unreached ?? []).filter(({ user, why }) => why === 'busy' || !settled.has(user.id))
    if (!before && ringing.length === 0) return
    const here = new Set(participants.map(({ user }) => user.id))
    this.#state.patch({ calling: { callId, people: ringing, unreached: unreached.filter(({ user }) => !here.has(user.id)) } })
  }

  #show(): void {
    this.#state.patch({ incoming: [...this.#held.values()].map(({ ring }) => ring) })
  }
}

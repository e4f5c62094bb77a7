import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import type { ServerPayload } from '#protocol/frames/server'
import { limits } from '#protocol/limits'
import type { Author } from '#protocol/models'
import type { CallPart, LiveCall } from './live-call'
import type { CallMessage } from './messages'
import type { Seat } from './roster'

type Of<T extends CallMessage['type']> = Extract<CallMessage, { type: T }>

type Reason = ServerPayload<'call.ring-ended'>['reason']

type Ring = {
  readonly user: Author
  readonly by: Author
  /** They sit in another call: shown to them without a sound, and who invites was told so at once. */
  readonly quiet: boolean
  readonly nth: number
}

/** Whom this call rings. A ring ends once: answered by a join, declined, timed out, or cancelled when who invited is gone. */
export class Ringing implements CallPart {
  readonly #call: LiveCall
  readonly #rings = new Map<string, Ring>()
  /** Seats whose people count as sitting here: once each, however often they join. */
  readonly #seated = new Set<string>()
  #count = 0

  constructor(call: LiveCall) {
    this.#call = call
  }

  /** Who is rung now. */
  get people(): readonly Author[] {
    const here = this.#here()
    return [...this.#rings.values()].map(({ user }) => user).filter(({ id }) => !here.has(id))
  }

  /** Rings those of the people who are neither here nor rung already. */
  invite(people: readonly Author[], by: Seat): void {
    const here = this.#here()
    const rung = people.filter(({ id }) => !here.has(id) && !this.#rings.has(id))
    for (const user of rung) this.#ring(user, by)
    if (rung.length > 0) this.#call.tellState()
    for (const { id } of rung) if (this.#rings.get(id)?.quiet) this.#outcome(by.user, { reason: 'declined', userId: id, busy: true })
  }

  /** False where the person was not rung. */
  decline(userId: string): boolean {
    return this.#end(userId, 'declined')
  }

  timedOut(userId: string, nth: number): void {
    if (this.#rings.get(userId)?.nth === nth) this.#end(userId, 'timeout')
  }

  /** No longer a member of the room. */
  removed(userId: string): void {
    this.#end(userId, 'cancelled')
  }

  joined(seat: Seat): void {
    const { args } = this.#call
    if (!this.#seated.has(seat.participantId)) args.rings.sit(seat.user.id, args.callId)
    this.#seated.add(seat.participantId)
    this.#end(seat.user.id, 'answered', seat.outlet.id)
  }

  left(seat: Seat): void {
    const { args, roster } = this.#call
    this.#seated.delete(seat.participantId)
    args.rings.rise(seat.user.id, args.callId)
    if ([...roster.all()].some(({ user }) => user.id === seat.user.id)) return
    for (const { user, by } of [...this.#rings.values()]) if (by.id === seat.user.id) this.#end(user.id, 'cancelled')
  }

  end(): void {
    const { args, roster } = this.#call
    for (const userId of [...this.#rings.keys()]) this.#end(userId, 'cancelled')
    for (const { user } of roster.all()) args.rings.rise(user.id, args.callId)
  }

  #here(): Set<string> {
    return new Set([...this.#call.roster.all()].map(({ user }) => user.id))
  }

  #ring(user: Author, { user: by, media }: Seat): void {
    const { args, self } = this.#call
    const { callId, roomId, rings } = args
    const quiet = rings.isBusy(user.id, callId)
    const nth = ++this.#count
    this.#rings.set(user.id, { user, by, quiet, nth })
    const expiresAt = new Date(Date.now() + limits.ringMs).toISOString()
    rings.begin(user.id, callId, encodeEvent('call.ring', { callId, roomId, from: by, media, expiresAt, ...(quiet ? { quiet } : {}) }))
    self.after(limits.ringMs, { type: 'ring-over', userId: user.id, nth })
  }

  /** `answeredAt`: the connection that joined; the person's others hear that it was elsewhere. */
  #end(userId: string, reason: Reason, answeredAt?: string): boolean {
    const ring = this.#rings.get(userId)
    if (!ring) return false
    this.#rings.delete(userId)
    const { callId, rings, metrics } = this.#call.args
    const text = encodeEvent('call.ring-ended', { callId, reason })
    const elsewhere = encodeEvent('call.ring-ended', { callId, reason: 'answered-elsewhere' })
    rings.end(userId, callId, (connectionId) => (reason === 'answered' && connectionId !== answeredAt ? elsewhere : text))
    metrics.rings.inc({ outcome: ring.quiet && reason !== 'answered' ? 'busy' : reason })
    // of one who is busy they heard; that nobody came then is no news, that they said no is
    if (!ring.quiet || reason === 'answered' || reason === 'declined') this.#outcome(ring.by, { reason, userId })
    this.#call.tellState()
    return true
  }

  /** Tells who invited, where they sit in this call, what became of it. */
  #outcome({ id }: Author, outcome: Omit<ServerPayload<'call.ring-ended'>, 'callId'>): void {
    const text = encodeEvent('call.ring-ended', { callId: this.#call.args.callId, ...outcome })
    for (const { user, outlet } of this.#call.roster.all()) if (user.id === id) outlet.send(text)
  }
}

/** A seat calls people in; who was removed may come back. */
export function invite(call: LiveCall, { sessionId, people }: Of<'invite'>): void {
  const seat = call.seatOf(sessionId)
  for (const { id } of people) call.letIn(id)
  call.ringing.invite(people, seat)
}

/** On one device, for all of them. */
export function decline(call: LiveCall, { userId }: Of<'decline'>): void {
  if (!call.ringing.decline(userId)) throw new Refused('call_not_joined', 'nobody rings you from this call')
}

import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import { limits } from '#protocol/limits'
import type { LiveCall } from './live-call'
import type { Asker, CallMessage } from './messages'
import { mediaOf } from './roster'

type Of<T extends CallMessage['type']> = Extract<CallMessage, { type: T }>

/** Devices of one person in one call: nobody fills it alone. */
export const SEATS_OF_ONE = 8

/** A seat for the session; the same one however often it joins. */
export function join(call: LiveCall, { sessionId, user, media: said, outlet, ring = [], reply }: Of<'join'>): void {
  const media = mediaOf(said)
  call.joins++
  const { roster } = call
  let seat = roster.ofSession(sessionId)
  if (!seat && call.isKeptOut(user.id)) return reply.fail(new Refused('forbidden', 'a moderator removed you from this call a moment ago'))
  if (!seat && roster.size >= call.limit) return reply.fail(new Refused('call_full', `this call takes at most ${call.limit} people`))
  if (!seat && roster.seatsOf(user.id) >= SEATS_OF_ONE)
    return reply.fail(new Refused('call_full', `you are in this call with ${SEATS_OF_ONE} devices already`))
  if (seat) {
    Object.assign(seat, { media, outlet, present: true, losses: seat.losses + 1 })
    call.again(seat)
  } else seat = roster.take(sessionId, user, media, outlet)
  reply.ok({ ...call.state(), ...call.media.capabilities, participantId: seat.participantId })
  call.tellState()
  call.joined(seat)
  if (call.joins === 1) call.ringing.invite(ring, seat)
}

/** The socket is gone: the seat is kept a while for a resume. */
export function lost(call: LiveCall, { sessionId, outletId }: Of<'lost'>): void {
  const seat = call.roster.ofSession(sessionId)
  if (!seat?.present || seat.outlet.id !== outletId) return
  seat.present = false
  seat.losses++
  call.self.after(limits.participantMs, { type: 'expired', sessionId, losses: seat.losses })
  call.gone(seat)
}

/** The session has a socket again. */
export function back(call: LiveCall, { sessionId, outlet }: Asker): void {
  const seat = call.roster.ofSession(sessionId)
  if (!seat || (seat.present && seat.outlet.id === outlet.id)) return
  Object.assign(seat, { outlet, present: true, losses: seat.losses + 1 })
  call.back(seat)
}

/** Nobody came back for the seat, unless there was a later loss. */
export function expired(call: LiveCall, { sessionId, losses }: Of<'expired'>): void {
  const seat = call.roster.ofSession(sessionId)
  if (seat && !seat.present && seat.losses === losses) call.free(seat)
}

/** The session is over; it may be here through another socket by now. */
export function over(call: LiveCall, { sessionId, outletId }: Of<'over'>): void {
  const seat = call.roster.ofSession(sessionId)
  if (seat?.outlet.id === outletId) call.free(seat)
}

/** No longer a member of the room: told so, and out. */
export function removed(call: LiveCall, { userId }: Of<'removed'>): void {
  for (const seat of [...call.roster.all()]) {
    if (seat.user.id !== userId) continue
    seat.outlet.send(encodeEvent('call.state', { ...call.state(), callId: null, participants: [] }))
    call.free(seat)
  }
}

import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import type { LiveCall } from './live-call'
import type { CallMessage } from './messages'

/** Takes an offer, an answer or a candidate from one seat to another of the same call. */
export function relay(call: LiveCall, { sessionId, frame, payload }: Extract<CallMessage, { type: 'relay' }>): object {
  const from = call.seatOf(sessionId)
  const { epoch, topology } = call.media.state
  if (payload.epoch < epoch) throw new Refused('stale_epoch', `the call is at epoch ${epoch}`)
  if (payload.epoch > epoch || topology !== 'p2p') throw new Refused('invalid', `the call is at epoch ${epoch}, ${topology}`)
  const seat = call.roster.seat(payload.to)
  if (!seat || seat === from) throw new Refused('not_found', 'no such participant in this call')
  if (!seat.present) throw new Refused('unavailable', 'the participant is reconnecting', { retryAfterMs: 1_000 })
  const { to: _to, ...rest } = payload
  seat.outlet.send(encodeEvent(frame, { ...rest, from: from.participantId } as never))
  return {}
}

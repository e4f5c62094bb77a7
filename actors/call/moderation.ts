import { minute } from '#src/base/durations'
import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import type { LiveCall } from './live-call'
import type { CallMessage } from './messages'

/** Who was removed stays out this long, unless invited. */
export const REMOVED_MS = minute

/** A moderator mutes a seat or frees it. That they may, the session has judged; they need no seat themselves. */
export function moderate(call: LiveCall, { participantId, action, by }: Extract<CallMessage, { type: 'moderate' }>): void {
  const seat = call.roster.seat(participantId)
  if (!seat) throw new Refused('not_found', 'no such participant in this call')
  seat.outlet.send(encodeEvent('call.moderated', { callId: call.args.callId, action, by }))
  switch (action) {
    case 'mute':
      seat.media = { ...seat.media, audio: false }
      call.muted(seat)
      call.tellState()
      break
    case 'remove':
      call.keepOut(seat.user.id, REMOVED_MS)
      seat.outlet.send(encodeEvent('call.state', { ...call.state(), callId: null, participants: [] }))
      call.free(seat)
      break
    default:
      action satisfies never
  }
}

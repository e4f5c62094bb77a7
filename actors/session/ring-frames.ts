import { Refused } from '#protocol/errors'
import type { ClientPayload } from '#protocol/frames/client'
import type { Answer } from './answer'
import type { LiveSession } from './live-session'
import { noCall, toCall } from './to-call'

/** Rings members of the call's room. Who invites sits in the call: that the call knows. */
export function invite(session: LiveSession, { callId, userIds }: ClientPayload<'call.invite'>, answer: Answer): void {
  const { ports, args, sessionId } = session
  const roomId = ports.calls.roomOf(callId)
  if (roomId === undefined) return answer.fail(noCall())
  const taken = ports.limits.take('ring.user', args.user.id)
  if (!taken.ok) return answer.fail(new Refused('rate_limited', 'Too many invitations: wait a little.', taken))
  const look = async () => {
    // nobody learns from this who is in a room that is not theirs
    if ((await ports.data.members.role(roomId, args.user.id)) === null) return null
    return ports.data.members.among(roomId, userIds)
  }
  session.hold(look, answer, (people) => {
    if (people === null) return answer.fail(noCall())
    if (people.length < new Set(userIds).size) return answer.fail(new Refused('not_found', 'only members of the room can be rung'))
    toCall(session, callId, answer, (reply) => ({ type: 'invite', sessionId, people, reply }))
  })
}

import type { CallJoined, CallMessage } from '#actors/call/call-actor'
import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { ClientFrame, ClientPayload } from '#protocol/frames/client'
import type { Answer } from './answer'
import type { LiveSession } from './live-session'
import { tell } from './room-frames'

export type CallFrame = Extract<ClientFrame, { type: `call.${string}` } | { type: `media.${string}` } | { type: `recording.${string}` }>

export const isCallFrame = ({ type }: ClientFrame): boolean =>
  type.startsWith('call.') || type.startsWith('media.') || type.startsWith('recording.')

/** Frames about calls: joins go through the room, which knows the members; the rest goes to the call, which knows its seats. */
export function receiveCallFrame(session: LiveSession, frame: CallFrame, answer: Answer): void {
  const taken = session.ports.limits.take('signal.user', session.args.user.id)
  if (!taken.ok) return answer.fail(new Refused('rate_limited', 'Too many call frames: wait a little.', taken))
  const { sessionId } = session
  switch (frame.type) {
    case 'call.join':
      return join(session, frame.payload, answer)
    case 'call.state':
      return state(session, frame.payload.roomId, answer)
    case 'call.offer':
    case 'call.answer':
    case 'call.ice':
      session.ports.metrics.signals.inc()
      return toCall(session, frame.payload.callId, answer, {
        type: 'relay',
        sessionId,
        frame: frame.type,
        payload: frame.payload,
        reply: answer,
      })
    case 'call.media':
      return toCall(session, frame.payload.callId, answer, { type: 'media', sessionId, media: frame.payload.media, reply: answer })
    case 'call.leave':
      return toCall(session, frame.payload.callId, answer, { type: 'leave', sessionId, reply: answer })
    case 'call.stats':
      return toCall(session, frame.payload.callId, answer, { type: 'stats', sessionId, summary: frame.payload.summary, reply: answer })
    case 'call.invite':
    case 'call.decline':
      return answer.fail(new Refused('unknown_type', 'this server does not offer ringing (see server.capabilities)'))
    default:
      return answer.fail(new Refused('media_unavailable', 'this server has no media server: calls are P2P'))
  }
}

function toCall(session: LiveSession, callId: string, answer: Answer, message: CallMessage): void {
  const call = session.ports.calls.find(callId)
  if (!call) return answer.fail(new Refused('call_not_joined', 'no such call'))
  if (call.send(message) !== 'ok') answer.fail(new Refused('busy', 'the call is busy', { retryAfterMs: 500 }))
}

function join(session: LiveSession, { roomId, media }: ClientPayload<'call.join'>, answer: Answer): void {
  const { ports, args } = session
  const { user, connection } = args
  const reply: Reply<CallJoined> = {
    fail: (error) => {
      ports.metrics.callJoins.inc({ outcome: error instanceof Refused ? error.code : 'internal' })
      answer.fail(error)
    },
    ok: ({ callId, participantId, topology, epoch, participants }) => {
      ports.metrics.callJoins.inc({ outcome: 'ok' })
      const { iceServers } = ports.iceServers(user.id)
      answer.ok({ callId, participantId, topology, epoch, participants, iceServers })
    },
  }
  const outlet = (text: string): void => connection.send(text)
  const ask = (asOf: number | null): void => {
    session.callRooms.add(roomId)
    const person = { id: user.id, name: user.name }
    tell(session, roomId, answer, { type: 'call.join', sessionId: session.sessionId, user: person, media, outlet, asOf, reply })
  }
  if (session.rooms.has(roomId)) return ask(null)
  session.hold(
    () => ports.data.rooms.view(roomId, user.id),
    answer,
    (room) => (room.myRole === null ? answer.fail(new Refused('not_joined', 'join the room first')) : ask(room.head)),
  )
}

function state(session: LiveSession, roomId: string, answer: Answer): void {
  const ask = (): void => tell(session, roomId, answer, { type: 'call.state', reply: answer })
  // always judged: a session has also rooms whose join was, or will be, refused
  session.hold(
    () => session.ports.data.rooms.view(roomId, session.args.user.id),
    answer,
    (room) => (room.myRole === null ? answer.fail(new Refused('forbidden', 'only members see who is in a call')) : ask()),
  )
}

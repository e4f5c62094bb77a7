import type { CallJoined } from '#actors/call/messages'
import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { ClientFrame, ClientPayload } from '#protocol/frames/client'
import type { Answer } from './answer'
import type { LiveSession } from './live-session'
import { receiveRecordingFrame } from './recording-frames'
import { invite } from './ring-frames'
import { noCall, toCall } from './to-call'

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
    case 'call.ice': {
      session.ports.metrics.signals.inc()
      const { type, payload } = frame
      return toCall(session, payload.callId, answer, (reply) => ({ type: 'relay', sessionId, frame: type, payload, reply }))
    }
    case 'call.media': {
      const { callId, media } = frame.payload
      return toCall(session, callId, answer, (reply) => ({ type: 'media', sessionId, media, reply }))
    }
    case 'call.leave':
      return toCall(session, frame.payload.callId, answer, (reply) => ({ type: 'leave', sessionId, reply }))
    case 'call.stats': {
      const { callId, summary } = frame.payload
      return toCall(session, callId, answer, (reply) => ({ type: 'stats', sessionId, summary, reply }))
    }
    case 'call.ready': {
      const { callId, epoch } = frame.payload
      return toCall(session, callId, answer, (reply) => ({ type: 'ready', sessionId, epoch, reply }))
    }
    case 'call.request-topology': {
      const { callId, reason } = frame.payload
      return toCall(session, callId, answer, (reply) => ({ type: 'request-topology', sessionId, reason, reply }))
    }
    case 'media.transport': {
      const { iceServers } = session.ports.iceServers(session.args.user.id)
      const withIce = { fail: answer.fail, ok: (made: object) => answer.ok({ ...made, iceServers }) }
      return toCall(session, frame.payload.callId, withIce, (reply) => ({ type: 'signal', sessionId, frame, reply }))
    }
    case 'media.connect':
    case 'media.restart-ice':
    case 'media.produce':
    case 'media.pause':
    case 'media.resume':
    case 'media.close':
    case 'media.layers':
    case 'media.view':
    case 'media.ready':
      return toCall(session, frame.payload.callId, answer, (reply) => ({ type: 'signal', sessionId, frame, reply }))
    case 'call.moderate':
      return moderate(session, frame.payload, answer)
    case 'call.invite':
      return invite(session, frame.payload, answer)
    case 'call.decline': {
      const userId = session.args.user.id
      return toCall(session, frame.payload.callId, answer, (reply) => ({ type: 'decline', userId, reply }))
    }
    case 'recording.start':
    case 'recording.consent':
    case 'recording.stop':
      return receiveRecordingFrame(session, frame, answer)
    default:
      frame satisfies never
  }
}

function join(session: LiveSession, { roomId, media }: ClientPayload<'call.join'>, answer: Answer): void {
  const { ports, args } = session
  const { user, connection } = args
  const { sessionId } = session
  const reply: Reply<CallJoined> = {
    fail: (error) => {
      ports.metrics.callJoins.inc({ outcome: error instanceof Refused ? error.code : 'internal' })
      answer.fail(error)
    },
    ok: ({ roomId: _room, ...joined }) => {
      // the room was told that the socket is gone before there was a call to tell
      if (!connection.open) ports.rooms.notify(roomId, { type: 'away', sessionId, connection })
      ports.metrics.callJoins.inc({ outcome: 'ok' })
      const { iceServers } = ports.iceServers(user.id)
      answer.ok({ ...joined, iceServers })
    },
  }
  const person = { id: user.id, name: user.name }
  // always judged: a session remembers also rooms whose join was, or will be, refused
  session.hold(
    () => ports.data.rooms.view(roomId, user.id),
    answer,
    ({ myRole, head: asOf, with: others = [] }) => {
      if (myRole === null) return reply.fail(new Refused('not_joined', 'join the room first'))
      const ring = others.length > 0 && ports.limits.take('ring.user', user.id).ok ? others : []
      session.mayCall(roomId)
      ports.rooms.ask(roomId, reply, (settled) => ({
        type: 'call.join',
        sessionId,
        user: person,
        media,
        outlet: connection,
        ring,
        asOf,
        reply: settled,
      }))
    },
  )
}

/** Moderators and owners of the room, whether they sit in the call or not. */
function moderate(session: LiveSession, { callId, participantId, action }: ClientPayload<'call.moderate'>, answer: Answer): void {
  const { ports, args } = session
  const roomId = ports.calls.roomOf(callId)
  if (roomId === undefined) return answer.fail(noCall())
  const by = { id: args.user.id, name: args.user.name }
  session.hold(
    () => ports.data.rooms.mayModerate(roomId, by.id),
    answer,
    (may) => {
      if (!may) return answer.fail(new Refused('forbidden', 'only moderators and owners of the room may do this'))
      toCall(session, callId, answer, (reply) => ({ type: 'moderate', by, participantId, action, reply }))
    },
  )
}

function state(session: LiveSession, roomId: string, answer: Answer): void {
  const { ports, args, sessionId } = session
  const { connection: outlet } = args
  const ask = (): void => {
    // A session that was resumed without this room may have a seat in its call: from here on it is reached over this socket.
    const from = outlet.open ? { sessionId, outlet } : undefined
    if (from) session.mayCall(roomId)
    ports.rooms.ask(roomId, answer, (reply) => ({ type: 'call.state', ...(from ? { from } : {}), reply: reply as never }))
  }
  // always judged: a session has also rooms whose join was, or will be, refused
  session.hold(
    () => ports.data.rooms.view(roomId, args.user.id),
    answer,
    (room) => (room.myRole === null ? answer.fail(new Refused('forbidden', 'only members see who is in a call')) : ask()),
  )
}

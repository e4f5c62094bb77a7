import { Refused } from '#protocol/errors'
import type { ClientFrame } from '#protocol/frames/client'
import type { Answer } from './answer'
import type { LiveSession } from './live-session'
import { noCall, toCall } from './to-call'

type RecordingFrame = Extract<ClientFrame, { type: `recording.${string}` }>

/** Recording is begun and ended by moderators and owners of the room; about themselves everybody decides. */
export function receiveRecordingFrame(session: LiveSession, frame: RecordingFrame, answer: Answer): void {
  const { ports, args, sessionId } = session
  const { callId } = frame.payload
  if (frame.type === 'recording.consent') {
    const { recordingId, given } = frame.payload
    return toCall(session, callId, answer, (reply) => ({ type: 'recording-consent', sessionId, recordingId, given, reply }))
  }
  const roomId = ports.calls.roomOf(callId)
  if (roomId === undefined) return answer.fail(noCall())
  session.hold(
    () => ports.data.rooms.mayModerate(roomId, args.user.id),
    answer,
    (may) => {
      if (frame.type === 'recording.stop') {
        const { recordingId } = frame.payload
        // who began it may end it, whatever became of their role
        return toCall(session, callId, answer, (reply) => ({ type: 'recording-stop', sessionId, recordingId, may, reply }))
      }
      if (!may) return answer.fail(new Refused('forbidden', 'only moderators and owners of the room may record'))
      toCall(session, callId, answer, (reply) => ({ type: 'recording-start', sessionId, reply }))
    },
  )
}

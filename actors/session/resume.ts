import type { Attendee, RoomEntry } from '#actors/room/messages'
import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { ClientPayload } from '#protocol/frames/client'
import { readResume } from '#src/access/resume-token'
import type { Judgement } from '#src/data/events'
import type { Answer } from './answer'
import { resumeToken } from './greeting'
import type { LiveSession } from './live-session'
import { catchUp, enterAgain } from './room-frames'

/**
 * Continues an older session on this socket. Nothing is handed over: the token says who it was, Postgres judges every cursor, and
 * the rooms are entered anew (DELIVERY rules 14, 15, 17). Whether the person is idle is remembered where the session was of this node.
 */
export function resume(session: LiveSession, payload: ClientPayload<'session.resume'>, answer: Answer): void {
  const { ports, args } = session
  const claims = readResume(ports.secret, payload.resumeToken)
  const mine =
    claims !== null && claims.sessionId === payload.sessionId && claims.userId === args.user.id && claims.deviceId === args.deviceId
  if (!mine) {
    ports.metrics.resumed.inc({ outcome: 'refused' })
    session.own.arrive()
    return answer.fail(new Refused('resume_refused', 'this session cannot be resumed here'))
  }
  const unjudged: Answer = {
    ok: () => {},
    // A resume is the first frame or none: the client tries again on another socket.
    fail: (error) => {
      answer.fail(error)
      args.connection.close(1013, 'the database is not available')
    },
  }
  session.hold(
    () => ports.data.events.judge(args.user.id, payload.cursors),
    unjudged,
    (streams) => {
      const before = ports.sessions.takeOver(session.sessionId, payload.sessionId)
      if (before) session.state = before.state
      session.sessionId = payload.sessionId
      ports.metrics.resumed.inc({ outcome: 'ok' })
      ports.log.info({ connection: args.connection.id, userId: args.user.id, sessionId: session.sessionId }, 'session resumed')
      answer.ok({ sessionId: session.sessionId, resumeToken: resumeToken(session), generation: ports.data.generation, streams })
      const { [args.user.id]: own, ...rooms } = streams
      session.own.resume(own?.status === 'ok' ? payload.cursors[args.user.id] : undefined)
      for (const [roomId, judged] of Object.entries(rooms)) enter(session, roomId, judged, payload.cursors[roomId] as number)
    },
  )
}

function enter(session: LiveSession, roomId: string, judged: Judgement, seen: number): void {
  if (judged.status === 'gone') return
  admit(session, roomId, session.attendee(roomId), judged.head, judged.status === 'ok' ? seen : judged.head)
}

function admit(session: LiveSession, roomId: string, attendee: Attendee, asOf: number, cursor: number): void {
  const reply: Reply<RoomEntry> = {
    ok: (entry) => {
      if (entry.kind === 'far') catchUp(session, roomId, attendee, cursor, entry)
    },
    fail: (error) => {
      if (error instanceof Refused && error.code === 'not_joined') return judgeAgain(session, roomId, attendee, asOf, cursor)
      enterAgain(session, roomId, attendee, error, () => admit(session, roomId, attendee, asOf, cursor))
    },
  }
  session.ports.rooms.ask(roomId, reply, (settled) => ({ type: 'admit', attendee, asOf, cursor, reply: settled }))
}

/** Removed since it was judged: the own stream tells. Or that can't be told any more, as so much has happened since. */
function judgeAgain(session: LiveSession, roomId: string, attendee: Attendee, asOf: number, cursor: number): void {
  const { self, ports, args } = session
  self.go(
    () => ports.data.rooms.view(roomId, args.user.id),
    (outcome) => ({
      type: 'then',
      run: () => {
        if (!outcome.ok && !(outcome.error instanceof Refused)) args.connection.close(1013, 'the database is not available')
        const room = outcome.ok ? outcome.value : null
        if (room && room.myRole !== null && room.head > asOf && attendee.here()) admit(session, roomId, attendee, room.head, cursor)
      },
    }),
  )
}

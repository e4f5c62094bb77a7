import { createHash } from 'node:crypto'
import type { Entry } from '#actors/room/feed'
import type { Attendee, RoomEntry } from '#actors/room/messages'
import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { ClientFrame, ClientPayload } from '#protocol/frames/client'
import { isUuid, uuid } from '#src/base/ids'
import type { CommandOutcome } from '#src/data/commands'
import type { Judgement } from '#src/data/events'
import type { Answer } from './answer'
import type { LiveSession } from './live-session'
import { makeUp } from './replay'

export type RoomFrame = Extract<ClientFrame, { type: 'room.join' | 'room.leave' | 'message.send' | 'chat.send' | 'typing.set' }>
type RoomRef = ClientPayload<'room.leave'>

/** Frames about rooms. Everything is judged by Postgres or by the room's actor; a session only knows which rooms it hears. */
export function receiveRoomFrame(session: LiveSession, frame: RoomFrame, answer: Answer, at: number): void {
  switch (frame.type) {
    case 'room.join':
      join(session, frame.payload, answer)
      break
    case 'room.leave':
      if (frame.payload.roomId !== undefined) leave(session, frame.payload.roomId, answer)
      else withRoom(session, frame.payload, answer, (roomId) => leave(session, roomId, answer))
      break
    case 'message.send':
      withRoom(session, frame.payload, answer, (roomId) => post(session, roomId, frame, answer, at))
      break
    case 'chat.send':
      if (session.lastRoom === null) answer.fail(new Refused('not_joined', 'join a room first'))
      else post(session, session.lastRoom, frame, answer, at)
      break
    case 'typing.set': {
      const { roomId, active } = frame.payload
      // each may be told to everybody in the room, as a message is
      const taken = session.ports.limits.take('typing.user', session.args.user.id)
      if (!session.rooms.has(roomId)) answer.fail(new Refused('not_joined', 'join the room first'))
      else if (!taken.ok) answer.fail(new Refused('rate_limited', 'Too many signs of typing: wait a little.', taken))
      else session.ports.rooms.ask(roomId, answer, (reply) => ({ type: 'typing', sessionId: session.sessionId, active, reply }))
      break
    }
    default:
      frame satisfies never
  }
}

/**
 * What a client names is looked up before anything is sent there: an id it made up, or the id of a person's own stream, must not bring
 * a room's actor to life.
 */
function withRoom(session: LiveSession, { roomId, roomSlug }: RoomRef, answer: Answer, then: (roomId: string) => void): void {
  if (roomId !== undefined && session.rooms.has(roomId)) return then(roomId)
  session.hold(
    () => session.ports.data.rooms.idOf(roomId ?? (roomSlug as string), session.args.user.id),
    answer,
    (found) => (found ? then(found.roomId) : answer.fail(new Refused('not_found', 'no such room'))),
  )
}

function join(session: LiveSession, payload: ClientPayload<'room.join'>, answer: Answer): void {
  const { ports, args } = session
  const { data, limits: rates, metrics } = ports
  const taken = rates.take('join.user', args.user.id)
  if (!taken.ok) return answer.fail(new Refused('rate_limited', 'Too many joins: wait a little.', taken))
  const look = async () => {
    const room = await data.rooms.view(payload.roomId ?? payload.roomSlug, args.user.id)
    const { cursor } = payload
    const judged = cursor === undefined ? undefined : (await data.events.judge(args.user.id, { [room.id]: cursor }))[room.id]
    return { room, judged }
  }
  session.hold(look, answer, ({ room, judged }) => {
    const worth = worthOf(judged, payload.cursor)
    // It would overtake the entry with the cursor, which then came too late.
    if (session.entering.has(room.id)) return answer.fail(new Refused('unavailable', 'the room restarts', { retryAfterMs: 500 }))
    const attendee = session.attendee(room.id)
    const before = session.lastRoom
    session.lastRoom = room.id
    const enter = (): void =>
      ports.rooms.ask(room.id, reply, (settled) => ({ type: 'join', attendee, cursor: worth.cursor, reply: settled }))
    let member = room.myRole !== null
    const reply: Reply<RoomEntry> = {
      fail: (error) => {
        // Removed since it was judged, or that can't be told: the stream's lock decides.
        if (member && error instanceof Refused && error.code === 'not_joined') {
          member = false
          return enter()
        }
        if (session.lastRoom === room.id) session.lastRoom = before
        answer.fail(error)
      },
      ok: (entry) => {
        const { kind, head, role, since, presence } = entry
        metrics.joins.inc()
        const mine = { ...room, head, myRole: role ?? room.myRole, readSeq: since ?? room.readSeq }
        answer.ok({ room: mine, head, generation: data.generation, presence, ...worth.told })
        if (kind === 'far') catchUp(session, room.id, attendee, worth.cursor ?? 0, entry)
      },
    }
    // Who is a member already changes nothing by joining: no transaction of theirs waits for the room's.
    if (!member) enter()
    else ports.rooms.ask(room.id, reply, (settled) => ({ type: 'admit', attendee, asOf: room.head, cursor: worth.cursor, reply: settled }))
  })
}

type Worth = { readonly cursor: number | null; readonly told: { status?: 'ok' | 'resync'; floor?: number } }

function worthOf(judged: Judgement | undefined, cursor: number | undefined): Worth {
  if (cursor === undefined) return { cursor: null, told: {} }
  if (judged?.status === 'ok') return { cursor, told: { status: 'ok' } }
  return { cursor: null, told: { status: 'resync', ...(judged?.status === 'resync' ? { floor: judged.floor } : {}) } }
}

/**
 * Makes up for what a room could not send in one turn, then arrives again; repeats until the rest fits in one.
 */
export function catchUp(session: LiveSession, roomId: string, attendee: Attendee, cursor: number, far: Entry): void {
  const { ports, self } = session
  const { connection } = attendee
  const here = (): boolean => attendee.here()
  const arrive = (reached: number): void => {
    const reply: Reply<RoomEntry> = {
      ok: (entry) => {
        if (entry.kind === 'far') catchUp(session, roomId, attendee, reached, entry)
      },
      fail: (error) => enterAgain(session, roomId, attendee, error, () => arrive(reached)),
    }
    ports.rooms.ask(roomId, reply, (settled) => ({ type: 'arrive', attendee, cursor: reached, reply: settled }))
  }
  self.go(
    () => session.inLine(() => makeUp(ports.data.events, connection, roomId, cursor, far, here)),
    (outcome) => ({
      type: 'then',
      run: () => {
        if (!outcome.ok) connection.close(1012, 'the database is not available')
        else if (here()) arrive(outcome.value)
      },
    }),
  )
}

/**
 * For entries that were acked already. A room that is busy or restarts is asked again: its trouble is not the socket's. Removed
 * meanwhile: the own stream tells. Anything else: the client resumes.
 */
export function enterAgain(session: LiveSession, roomId: string, attendee: Attendee, error: Error, again: () => void): void {
  const { connection } = attendee
  if (!(error instanceof Refused)) return connection.close(1013, 'the room failed')
  if (error.code === 'not_joined') return
  if (error.code !== 'busy' && error.code !== 'unavailable') return connection.close(1013, 'the room failed')
  session.entering.add(roomId)
  const run = (): void => {
    session.entering.delete(roomId)
    if (attendee.here() && connection.open) again()
  }
  session.self.after(error.retryAfterMs ?? 500, { type: 'then', run })
}

function leave(session: LiveSession, roomId: string, answer: Answer): void {
  if (!session.rooms.delete(roomId)) return answer.ok({})
  session.mayCall(roomId)
  if (session.lastRoom === roomId) session.lastRoom = null
  session.ports.metrics.leaves.inc()
  const { sessionId, args } = session
  const reply: Reply<object> = {
    ok: (done) => answer.ok(done),
    fail: (error) => {
      // Still subscribed: it can be asked for again.
      session.attendee(roomId)
      answer.fail(error)
    },
  }
  session.ports.rooms.ask(roomId, reply, (settled) => ({ type: 'leave', sessionId, connection: args.connection, reply: settled }))
}

function post(
  session: LiveSession,
  roomId: string,
  frame: Extract<RoomFrame, { type: 'message.send' | 'chat.send' }>,
  answer: Answer,
  at: number,
): void {
  const { ports, args } = session
  const taken = ports.limits.take('send.user', args.user.id)
  const room = taken.ok ? ports.limits.take('send.room', roomId) : taken
  if (!room.ok) return answer.fail(new Refused('rate_limited', 'Too many messages: wait a little.', room))
  const { text, replyTo, idempotencyKey } = frame.payload
  const key = idempotencyKey?.toLowerCase() ?? keyOf(session.sessionId, frame.requestId)
  const reply: Reply<CommandOutcome> = {
    fail: (error) => answer.fail(error),
    ok: (outcome) => {
      if (!outcome.ok) return answer.fail(new Refused(outcome.code, outcome.message))
      ports.metrics.sendToAck.observe((performance.now() - at) / 1_000)
      answer.ok(outcome.result as object)
    },
  }
  const command = { type: 'message.send', key, by: args.user.id, text, replyTo: replyTo ?? null } as const
  ports.rooms.ask(roomId, reply, (settled) => ({ type: 'command', command, reply: settled }))
}

/**
 * A requestId that is a UUID is the key itself; another counts within its session, on any node and after a resume, so it becomes
 * a name-based UUID (RFC 9562, version 5) of session and requestId.
 */
function keyOf(sessionId: string, requestId: string | undefined): string {
  if (requestId === undefined) return uuid()
  const lower = requestId.toLowerCase()
  if (isUuid(lower)) return lower
  const hash = createHash('sha1').update(sessionId).update(requestId).digest()
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

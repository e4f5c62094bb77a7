import { Type } from '@sinclair/typebox'
import { errorCodes } from '#protocol/errors'
import { limits } from '#protocol/limits'
import { Seq, User, Uuid, Words } from '#protocol/models'
import { Empty, type RequestDefinition, type ServerDefinition } from './define'

/** How one stream fares after a resume. */
export const StreamStatus = Type.Union([
  Type.Object({ status: Type.Literal('ok'), head: Seq }),
  Type.Object({ status: Type.Literal('resync'), head: Seq, floor: Seq }),
  Type.Object({ status: Type.Literal('gone') }),
])

const Cursors = Type.Record(Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }), Seq, {
  maxProperties: limits.resumeStreams,
  additionalProperties: false,
  description: 'Per stream (the id of a room or of myself) the last seq seen',
})

export const sessionRequests = {
  'session.resume': {
    summary: 'Take up a session on a new socket, as its first frame',
    payload: Type.Object({ sessionId: Uuid, resumeToken: Type.String({ minLength: 1, maxLength: limits.tokenLength }), cursors: Cursors }),
    ack: Type.Object({
      sessionId: Uuid,
      resumeToken: Type.String(),
      generation: Type.String(),
      streams: Type.Record(Type.String(), StreamStatus),
    }),
  },
  ping: { summary: 'A heartbeat for clients that cannot see WebSocket pings', payload: Empty, ack: Empty },
} as const satisfies Record<string, RequestDefinition>

export const Code = Words(errorCodes)

/** What a nack carries. */
export const Refusal = Type.Object({ code: Code, message: Type.String(), retryAfterMs: Type.Optional(Type.Integer({ minimum: 0 })) })

/** What an `error` carries. */
const Failure = Type.Object({
  ...Refusal.properties,
  roomId: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'The room failed and its events stop here: join it again, with the cursor, after retryAfterMs',
    }),
  ),
})

export const sessionFrames = {
  'server.capabilities': {
    summary: 'The first frame on every socket',
    stream: false,
    payload: Type.Object({
      versions: Type.Array(Type.Integer()),
      features: Type.Array(Type.String()),
      limits: Type.Object({ frameBytes: Type.Integer(), textLength: Type.Integer() }),
      heartbeatMs: Type.Integer(),
      generation: Type.String({ description: 'Of the database: another one means resync' }),
      sessionId: Uuid,
      resumeToken: Type.String(),
      user: User,
      stream: Type.Optional(
        Type.Object({ id: Uuid, head: Seq }, { description: 'My own stream and where it stands: the first cursor of a fresh client' }),
      ),
    }),
  },
  'server.draining': {
    summary: 'The server is about to close; may precede 1001',
    stream: false,
    payload: Type.Object({ reconnectAfterMs: Type.Integer({ minimum: 0 }) }),
  },
  error: {
    summary: 'A frame without requestId failed or could not be read at all; with roomId: this room failed',
    stream: false,
    payload: Failure,
  },
} as const satisfies Record<string, ServerDefinition>

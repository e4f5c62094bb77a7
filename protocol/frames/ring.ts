import { Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Author, Media, Timestamp, Uuid, Words } from '#protocol/models'
import { Empty, type RequestDefinition, type ServerDefinition } from './define'

const Quiet = Type.Optional(Type.Boolean({ description: 'I sit in another call: show it, without a sound' }))

export const ringRequests = {
  'call.invite': {
    summary: 'Ring members of the room of a call I am in',
    payload: Type.Object({ callId: Uuid, userIds: Type.Array(Uuid, { minItems: 1, maxItems: limits.inviteUsers, uniqueItems: true }) }),
    ack: Empty,
  },
  'call.decline': { summary: 'Decline a ringing call', payload: Type.Object({ callId: Uuid }), ack: Empty },
} as const satisfies Record<string, RequestDefinition>

export const ringFrames = {
  'call.ring': {
    summary: 'I am being rung, on all my devices; also to one that connects meanwhile. Answered by call.join',
    stream: false,
    payload: Type.Object({ callId: Uuid, roomId: Uuid, from: Author, media: Media, expiresAt: Timestamp, quiet: Quiet }),
  },
  'call.ring-ended': {
    summary: 'The ringing is over: mine, or with userId that of somebody I invited',
    stream: false,
    payload: Type.Object({
      callId: Uuid,
      reason: Words(['answered', 'declined', 'cancelled', 'timeout', 'answered-elsewhere']),
      userId: Type.Optional({ ...Uuid, description: 'To who invited: whom it is about' }),
      busy: Type.Optional(Type.Boolean({ description: 'Declined by sitting in another call; they see it, and may still come' })),
    }),
  },
} as const satisfies Record<string, ServerDefinition>

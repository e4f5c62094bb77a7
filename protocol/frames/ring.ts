import { Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Author, Media, Timestamp, Uuid, Words } from '#protocol/models'
import { Empty, type RequestDefinition, type ServerDefinition } from './define'

export const ringRequests = {
  'call.invite': {
    summary: 'Ring people',
    payload: Type.Object({ callId: Uuid, userIds: Type.Array(Uuid, { minItems: 1, maxItems: limits.inviteUsers, uniqueItems: true }) }),
    ack: Empty,
  },
  'call.decline': { summary: 'Decline a ringing call', payload: Type.Object({ callId: Uuid }), ack: Empty },
} as const satisfies Record<string, RequestDefinition>

export const ringFrames = {
  'call.ring': {
    summary: 'I am being rung',
    stream: false,
    payload: Type.Object({ callId: Uuid, roomId: Uuid, from: Author, media: Media, expiresAt: Timestamp }),
  },
  'call.ring-ended': {
    summary: 'The ringing is over',
    stream: false,
    payload: Type.Object({ callId: Uuid, reason: Words(['answered', 'declined', 'cancelled', 'timeout', 'answered-elsewhere']) }),
  },
} as const satisfies Record<string, ServerDefinition>

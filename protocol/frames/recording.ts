import { Type } from '@sinclair/typebox'
import { Nullable, Timestamp, Uuid, Words } from '#protocol/models'
import { Empty, type RequestDefinition, type ServerDefinition } from './define'

export const recordingRequests = {
  'recording.start': {
    summary: 'Ask everybody in the call for consent to record',
    payload: Type.Object({ callId: Uuid }),
    ack: Type.Object({ recordingId: Uuid }),
  },
  'recording.consent': {
    summary: 'Give or refuse consent',
    payload: Type.Object({ callId: Uuid, recordingId: Uuid, given: Type.Boolean() }),
    ack: Empty,
  },
  'recording.stop': { summary: 'Stop recording', payload: Type.Object({ callId: Uuid, recordingId: Uuid }), ack: Empty },
} as const satisfies Record<string, RequestDefinition>

export const recordingFrames = {
  'recording.state': {
    summary: 'How a recording fares',
    stream: false,
    payload: Type.Object({
      callId: Uuid,
      recordingId: Uuid,
      phase: Words(['asking', 'on', 'finishing', 'ready', 'failed']),
      consents: Type.Array(Type.Object({ participantId: Uuid, given: Nullable(Type.Boolean()) })),
      startedAt: Type.Optional({ ...Timestamp, description: 'While it is on: since when it is written' }),
      progress: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
      fileId: Type.Optional(Uuid),
    }),
  },
} as const satisfies Record<string, ServerDefinition>

import { type Static, Type } from '@sinclair/typebox'
import { CallStats } from '#protocol/frames/call-stats'
import { Author, Timestamp, Uuid, Words } from '#protocol/models'

export const CallParams = Type.Object({ callId: Uuid })

/** Something that was wrong for a participant for a while; programs read the code, people the text. */
export const QualityVerdict = Type.Object({
  code: Words(['loss_in', 'loss_out', 'broken_sound', 'late', 'jitter', 'narrow', 'relayed', 'tcp', 'slow_start']),
  from: Timestamp,
  to: Timestamp,
  worst: Type.Number({ description: 'The worst value meanwhile: percent, milliseconds or kbit/s' }),
  text: Type.String(),
})
export type QualityVerdict = Static<typeof QualityVerdict>

const QualityEvent = Type.Object({ at: Timestamp, kind: Words(['joined', 'left', 'lost', 'back', 'moved', 'move-failed']) })
const QualityPoint = Type.Object({ at: Timestamp, summary: CallStats })

const ParticipantQuality = Type.Object({
  participantId: Uuid,
  user: Author,
  events: Type.Array(QualityEvent),
  points: Type.Array(QualityPoint, { description: 'What their client measured, every ten seconds' }),
  verdicts: Type.Array(QualityVerdict),
})

/** Why a call was bad: what happened to each participant, and when. Kept 30 days. */
export const CallQualityAnswer = Type.Object({
  callId: Uuid,
  roomId: Uuid,
  startedAt: Timestamp,
  endedAt: Type.Union([Timestamp, Type.Null()]),
  participants: Type.Array(ParticipantQuality),
})
export type CallQualityAnswer = Static<typeof CallQualityAnswer>

import { type Static, Type } from '@sinclair/typebox'
import { Author, Nullable, Timestamp, Uuid } from '#protocol/models'
import { list } from './lists'

/** A call of a room: `endedAt` and `durationMs` are null while it goes on, `leftAt` while somebody is in it. */
export const CallRecord = Type.Object({
  id: Uuid,
  roomId: Uuid,
  startedBy: Nullable(Author),
  startedAt: Timestamp,
  endedAt: Nullable(Timestamp),
  durationMs: Nullable(Type.Integer({ minimum: 0 })),
  participants: Type.Array(Type.Object({ user: Author, joinedAt: Timestamp, leftAt: Nullable(Timestamp) }), {
    description: 'Everybody who took part, by when they first came',
  }),
})
export type CallRecord = Static<typeof CallRecord>

export const CallList = list(CallRecord)
export type CallList = Static<typeof CallList>

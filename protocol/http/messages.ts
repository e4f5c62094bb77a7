import { type Static, Type } from '@sinclair/typebox'
import { roomRequests } from '#protocol/frames/rooms'
import { Message, MessageText, Seq, Uuid } from '#protocol/models'
import { Limit, QueryInteger } from './lists'

export const IdempotencyKey = Type.String({
  format: 'uuid-any-case',
  description: 'A UUID: a repeat with the same key gets the same answer',
})

/** Headers arrive in lower case. */
export const SendMessageHeaders = Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) })

export const SendMessageBody = Type.Object({ text: MessageText, replyTo: Type.Optional(Uuid) })
export type SendMessageBody = Static<typeof SendMessageBody>

/** The payload of message.send's ack. */
export const MessageSent = roomRequests['message.send'].ack
export type MessageSent = Static<typeof MessageSent>

const Bound = QueryInteger({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** Bounds are exclusive; none = the newest; `before` and `after` together are refused. */
export const HistoryQuery = Type.Object({ before: Type.Optional(Bound), after: Type.Optional(Bound), limit: Type.Optional(Limit) })
export type HistoryQuery = Static<typeof HistoryQuery>

/** Items ascend by seq; the cursor of a client that loaded this is `head`. */
export const History = Type.Object({ items: Type.Array(Message), hasMore: Type.Boolean(), head: Seq, floor: Seq })
export type History = Static<typeof History>

import { Refused } from '#protocol/errors'
import { History, HistoryQuery, MessageSent, SendMessageBody, SendMessageHeaders } from '#protocol/http/messages'
import { RoomParams } from '#protocol/http/rooms'
import { limits } from '#protocol/limits'
import type { HttpDeps } from './deps'
import { commandRoom, roomIdOf } from './room-command'
import { own, operation, signedIn } from './route'

/** What is written in a room: /v1/rooms/:id/messages. */
export const messageRoutes = (deps: HttpDeps) => {
  const { access, data } = deps
  return signedIn(deps)
    .get(
      '/v1/rooms/:id/messages',
      ({ caller, params, query }) => {
        if (query.before !== undefined && query.after !== undefined) {
          const errors = [{ path: '/after', message: 'not together with before' }]
          throw new Refused('invalid', 'Give before or after, not both.', { errors })
        }
        return data.messages.history(params.id, caller.userId, { ...query, limit: query.limit ?? limits.pageDefault })
      },
      {
        params: own(RoomParams),
        query: own(HistoryQuery),
        response: { 200: own(History) },
        detail: operation({
          id: 'listMessages',
          tag: 'messages',
          summary: 'A page of history with the head it belongs to',
          refuses: ['invalid', 'not_found'],
        }),
      },
    )
    .post(
      '/v1/rooms/:id/messages',
      async ({ body, caller: { userId }, headers, params, set }) => {
        access.rates.require('send.user', userId)
        const roomId = await roomIdOf(deps, params.id, userId)
        access.rates.require('send.room', roomId)
        const key = headers['idempotency-key']?.toLowerCase() ?? crypto.randomUUID()
        const sent = await commandRoom(deps, roomId, {
          type: 'message.send',
          key,
          by: userId,
          text: body.text,
          replyTo: body.replyTo ?? null,
        })
        set.status = 201
        return sent
      },
      {
        params: own(RoomParams),
        headers: own(SendMessageHeaders),
        body: own(SendMessageBody),
        response: { 201: own(MessageSent) },
        detail: operation({
          id: 'sendMessage',
          tag: 'messages',
          summary: 'Send a message; the answer means it is committed',
          refuses: ['malformed', 'invalid', 'forbidden', 'not_found', 'idempotency_conflict', 'room_archived', 'too_large', 'busy'],
        }),
      },
    )
}

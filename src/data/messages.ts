import type { Message } from '#protocol/models'
import type { Database } from './database'
import { noSuchRoom } from './rooms'

export type HistoryRequest = { before?: number; after?: number; limit: number }
export type History = { items: Message[]; hasMore: boolean; head: number; floor: number }

export type Messages = {
  /** A page and its head from one statement (DELIVERY rule 16); ascending seq, bounds exclusive. Refused not_found. */
  history(roomRef: string, userId: string, request: HistoryRequest): Promise<History>
}

export function createMessages(database: Database): Messages {
  return {
    async history(roomRef, userId, { before, after, limit }) {
      const rows = await database.query<{ head: number; floor: number; message: Message | null }>(
        'select head, floor, message from read_history($1, $2, $3, $4, $5)',
        [roomRef, userId, before ?? null, after ?? null, limit + 1],
      )
      const [first] = rows
      if (!first) throw noSuchRoom()
      const found = rows.flatMap(({ message }) => message ?? [])
      const page = found.slice(0, limit)
      return { items: after === undefined ? page.toReversed() : page, hasMore: found.length > limit, head: first.head, floor: first.floor }
    },
  }
}

import type { Message } from '#protocol/models'

export type HistoryRequest = { before?: number; after?: number; limit: number }
export type History = { items: Message[]; hasMore: boolean; head: number; floor: number }

export type Messages = {
  /** A page and its head from one statement (DELIVERY rule 16); ascending seq, bounds exclusive. Refused not_found. */
  history(roomRef: string, userId: string, request: HistoryRequest): Promise<History>
}

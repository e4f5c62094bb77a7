import { Refused } from '#protocol/errors'
import type { Database } from './database'
import type { Heads } from './heads'
import { single } from './retrying'
import { noSuchRoom } from './rooms'

export type Reads = {
  /** Moves the mark forward, never back, never past the head; tells the person's own stream. Refused not_found, forbidden. */
  set(userId: string, roomId: string, seq: number): Promise<{ readSeq: number }>
}

type ReadRow = { read: number | null; head: number | null; visible: boolean | null }

export function createReads(database: Database, heads: Heads): Reads {
  return {
    async set(userId, roomId, seq) {
      const text = 'select o_read as read, o_head as head, o_visible as visible from set_read($1, $2, $3)'
      const { read, head, visible } = await single<ReadRow>(database, text, [userId, roomId, seq])
      if (read === null) throw visible ? new Refused('forbidden', 'Join the room first') : noSuchRoom()
      if (head !== null) heads.announce([{ stream: userId, head }])
      return { readSeq: read }
    },
  }
}

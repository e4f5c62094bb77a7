import type { StreamEvent } from '#protocol/frames/server'
import { limits } from '#protocol/limits'
import { isUuid } from '#src/base/ids'
import { eventOf } from './append-parts'
import type { Database } from './database'
import { gather, listOf } from './gather'
import type { Head } from './heads'

export type EventPage = { events: StreamEvent[]; head: number; floor: number }

/** What a cursor is still worth. `ok` may be replayed, `resync` must reload, `gone` is no longer theirs to see. */
export type Judgement = { status: 'ok'; head: number } | { status: 'resync'; head: number; floor: number } | { status: 'gone' }

export type Events = {
  /** Events above `after`, ascending, rendered from current state (DELIVERY rule 11). Does not ask who reads. */
  read(streamId: string, after: number, limit: number): Promise<EventPage>
  /** Every cursor of one person in one statement (DELIVERY rules 14 and 15). */
  judge(userId: string, cursors: Readonly<Record<string, number>>): Promise<Record<string, Judgement>>
  /** 0 for a stream nobody made. */
  head(streamId: string): Promise<number>
  /** Of those streams that exist, in one statement. */
  heads(streamIds: readonly string[]): Promise<Head[]>
}

type EventRow = { head: number; floor: number; seq: number | null; type: string; facts: object }
type JudgeRow = { stream: string; cursor: number; head: number; floor: number }

export function createEvents(database: Database): Events {
  return {
    async read(streamId, after, limit) {
      const rows = await database.query<EventRow>('select head, floor, seq, type, facts from read_events($1, $2, $3)', [
        streamId,
        after,
        limit,
      ])
      const events = rows.flatMap(({ seq, type, facts }) => (seq === null ? [] : [eventOf(streamId, seq, type, facts)]))
      return { events, head: rows[0]?.head ?? 0, floor: rows[0]?.floor ?? 1 }
    },
    async judge(userId, cursors) {
      const asked = Object.entries(cursors)
      const judged: Record<string, Judgement> = Object.fromEntries(asked.map(([stream]) => [stream, { status: 'gone' }]))
      const pairs = asked.filter(([stream]) => isUuid(stream)).map(([stream, cursor]) => ({ stream, cursor }))
      const rows = await database.query<JudgeRow>(
        `select s.id as stream, c.cursor, s.last_seq as head, s.floor
        from jsonb_to_recordset($2::text::jsonb) as c (stream uuid, cursor bigint)
        join streams s on s.id = c.stream
        left join members m on m.room_id = s.id and m.user_id = $1
        where case s.kind when 'room' then m.user_id is not null when 'user' then s.id = $1 else false end`,
        [userId, JSON.stringify(pairs)],
      )
      for (const { stream, cursor, head, floor } of rows) {
        const lost = cursor > head || cursor < floor - 1 || head - cursor > limits.replayEvents
        judged[stream] = lost ? { status: 'resync', head, floor } : { status: 'ok', head }
      }
      return judged
    },
    head: gather(async (streams: readonly string[]) => {
      const rows = await database.query<{ id: string; head: number }>(
        'select id, last_seq as head from streams where id = any ($1::text::uuid[])',
        [listOf([...new Set(streams)])],
      )
      const heads = new Map(rows.map(({ id, head }) => [id, head]))
      return streams.map((stream) => heads.get(stream) ?? 0)
    }),
    async heads(streamIds) {
      return database.query<Head>(
        `select id as stream, last_seq as head from streams
        where id in (select value::uuid from jsonb_array_elements_text($1::text::jsonb))`,
        [JSON.stringify(streamIds)],
      )
    },
  }
}

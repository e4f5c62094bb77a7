import { Refused } from '#protocol/errors'
import type { Database } from './database'

/** One line in the story of a call: what a participant's client measured, or what happened to them. */
export type QualityRow = {
  readonly callId: string
  readonly participantId: string
  readonly userId: string
  /** ISO 8601. */
  readonly at: string
  readonly kind: 'stats' | 'joined' | 'left' | 'lost' | 'back' | 'moved' | 'move-failed'
  readonly body: object
}

/** A line as it is read: with the name of whom it is about. */
export type QualityLine = Omit<QualityRow, 'callId' | 'userId'> & { readonly user: { readonly id: string; readonly name: string } }

export type CallStory = {
  readonly callId: string
  readonly roomId: string
  readonly startedAt: string
  readonly endedAt: string | null
  readonly lines: readonly QualityLine[]
}

export type Quality = {
  /** Many lines at once. Repeating doubles them: they are measurements, not messages. */
  add(rows: readonly QualityRow[]): Promise<void>
  /**
   * For owners and moderators of the call's room, and for the server's admins. Refused not_found where the person may not see the room,
   * forbidden where they may only that.
   */
  story(callId: string, userId: string): Promise<CallStory>
  /** Forgets what is older than 30 days. */
  sweep(): Promise<void>
}

const noSuchCall = (): Refused => new Refused('not_found', 'There is no such call.')
/** A call of 100 for an hour has 36,000; more are not read. */
const most = 40_000

export function createQuality(database: Database): Quality {
  return {
    async add(rows) {
      const columns = (['callId', 'participantId', 'userId', 'at', 'kind'] as const).map(
        (key) => `{${rows.map((row) => row[key]).join(',')}}`,
      )
      await database.query(
        `insert into call_quality (call_id, participant_id, user_id, at, kind, body)
        select * from unnest($1::text::uuid[], $2::text::uuid[], $3::text::uuid[], $4::text::timestamptz[], $5::text::text[],
          array(select value from json_array_elements($6::text::json) with ordinality as e (value, n) order by n)::json[])`,
        [...columns, JSON.stringify(rows.map(({ body }) => body))],
        'background',
      )
    },
    async story(callId, userId) {
      const [call] = await database.query<Omit<CallStory, 'lines'> & { role: string; seen: boolean; inRoom: string | null }>(
        `select c.id as "callId", c.room_id as "roomId", c.started_at as "startedAt", c.ended_at as "endedAt", a.role,
          r.visibility = 'open' and r.kind = 'room' as seen, m.role as "inRoom"
        from calls c join rooms r on r.id = c.room_id join accounts a on a.id = $2 and a.disabled_at is null
        left join members m on m.room_id = c.room_id and m.user_id = $2 where c.id = $1`,
        [callId, userId],
      )
      if (!call) throw noSuchCall()
      const { role, seen, inRoom, ...found } = call
      const may = role !== 'user' || inRoom === 'owner' || inRoom === 'moderator'
      if (!may && inRoom === null && !seen) throw noSuchCall()
      if (!may) throw new Refused('forbidden', 'Only owners and moderators of the room may see how its calls went.')
      const lines = await database.query<QualityLine>(
        `select q.participant_id as "participantId", json_build_object('id', q.user_id, 'name', a.name) as "user", q.at, q.kind, q.body
        from call_quality q join accounts a on a.id = q.user_id where q.call_id = $1 order by q.at limit $2`,
        [callId, most],
      )
      return { ...found, lines }
    },
    async sweep() {
      await database.query("delete from call_quality where at < now() - interval '30 days'", [], 'background')
    },
  }
}

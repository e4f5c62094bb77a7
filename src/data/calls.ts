import { Refused } from '#protocol/errors'
import type { CallRecord } from '#protocol/http/calls'
import type { Database } from './database'
import { beforeId, type Page, pageOf, type PageRequest } from './page'
import { noSuchRoom } from './rooms'

export type OpenCall = { callId: string; roomId: string; startedBy: string | null; startedAt: string }

/** What is kept of a call while it goes on. Nothing happens where it has ended. */
export type CallNotes = {
  sat(callId: string, participantId: string, userId: string): Promise<void>
  left(callId: string, participantId: string): Promise<void>
  /** It goes on: what its end is worth should nobody see it. */
  seen(callId: string): Promise<void>
}

export type Calls = CallNotes & {
  /** The call that goes on in the room, if one does. Started and ended by `call.start` and `call.end` commands. */
  open(roomId: string): Promise<OpenCall | null>
  /** Every call still marked open: what a node that starts alone has to end. */
  allOpen(): Promise<OpenCall[]>
  /** The calls of a room, newest first, for its members. Refused not_found, forbidden. */
  list(roomRef: string, userId: string, page: PageRequest): Promise<Page<CallRecord>>
}

const columns = 'id as "callId", room_id as "roomId", started_by as "startedBy", started_at as "startedAt"'

export function createCalls(database: Database): Calls {
  const run = async (text: string, params: readonly string[]): Promise<void> => {
    await database.query(text, params, 'background')
  }
  return {
    open: async (roomId) =>
      (await database.query<OpenCall>(`select ${columns} from calls where room_id = $1 and ended_at is null`, [roomId]))[0] ?? null,
    allOpen: () => database.query<OpenCall>(`select ${columns} from calls where ended_at is null order by id`),
    sat: (callId, participantId, userId) => run('select call_sat($1, $2, $3)', [callId, participantId, userId]),
    left: (callId, participantId) => run('select call_left($1, $2)', [callId, participantId]),
    seen: (callId) =>
      run(`update calls set seen_at = date_trunc('milliseconds', clock_timestamp()) where id = $1 and ended_at is null`, [callId]),
    async list(roomRef, userId, page) {
      const rows = await database.query<{ member: boolean; id: string | null; call: CallRecord }>(
        `select (v.m).user_id is not null as member, w.id, w.call from visible_room($1, $2) v left join lateral (
          select c.id, shown_call(c) as call from calls c
          where c.room_id = (v.r).id and (v.m).user_id is not null and c.id < $3 order by c.id desc limit $4
        ) w on true where v.inside order by w.id desc`,
        [roomRef, userId, beforeId(page), page.limit + 1],
      )
      const [first] = rows
      if (!first) throw noSuchRoom()
      if (!first.member) throw new Refused('forbidden', 'Only members see the calls of a room')
      const found = rows.flatMap(({ id, call }) => (id === null ? [] : [{ id, call }]))
      return pageOf(found, page.limit, (row) => row.call)
    },
  }
}

import type { Database } from './database'

export type OpenCall = { callId: string; roomId: string; startedBy: string | null; startedAt: string }

export type Calls = {
  /** The call that goes on in the room, if one does. Started and ended by `call.start` and `call.end` commands. */
  open(roomId: string): Promise<OpenCall | null>
  /** Every call still marked open: what a node that starts alone has to end. */
  allOpen(): Promise<OpenCall[]>
}

const columns = 'id as "callId", room_id as "roomId", started_by as "startedBy", started_at as "startedAt"'

export function createCalls(database: Database): Calls {
  return {
    open: async (roomId) =>
      (await database.query<OpenCall>(`select ${columns} from calls where room_id = $1 and ended_at is null`, [roomId]))[0] ?? null,
    allOpen: () => database.query<OpenCall>(`select ${columns} from calls where ended_at is null order by id`),
  }
}

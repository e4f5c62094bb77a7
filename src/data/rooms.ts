import { Refused } from '#protocol/errors'
import type { Room, RoomRole, SharedRoom } from '#protocol/models'
import { uuid } from '#src/base/ids'
import type { Database } from './database'
import { gather, listOf, quoted } from './gather'
import { afterId, type Page, pageOf, type PageRequest } from './page'
import { single } from './retrying'

export type NewRoom = { slug: string; name: string; topic?: string; visibility: 'open' | 'private' }

/** A room as the server itself needs it: the shared view and what is never told to clients. */
export type LiveRoom = SharedRoom & { memberLimit: number | null }

export type Rooms = {
  /** The maker becomes owner. Refused slug_taken. */
  create(by: string, room: NewRoom): Promise<Room>
  /** Finds or makes the direct room of these people and `by`. Refused not_found where one of them is not there. */
  openDirect(by: string, userIds: readonly string[]): Promise<{ room: Room; made: boolean }>
  /** By id or slug; Refused not_found where the person may not see it. */
  view(ref: string, userId: string): Promise<Room>
  /** Rooms I am in, and open ones. */
  list(userId: string, page: PageRequest): Promise<Page<Room>>
  shared(roomId: string): Promise<LiveRoom | null>
  /** Null where the person may not see it. */
  idOf(ref: string, userId: string): Promise<{ roomId: string; role: RoomRole | null; archived: boolean } | null>
  /** What the person may do to others here: moderators and owners of the room, and the server's admins, may. Refused not_found as `view`. */
  mayModerate(ref: string, userId: string): Promise<boolean>
}

export const noSuchRoom = (): Refused => new Refused('not_found', 'No such room')

/** `announced` is called when a room was made: its maker's other devices are told through the outbox. */
export function createRooms(database: Database, announced: () => void): Rooms {
  const look = gather(async (asked: readonly { ref: string; userId: string }[]) => {
    const rows = await database.query<{ nth: number; room: Room }>(
      `select c.nth, viewed_room(v.r, v.s, v.m) as room
      from unnest($1::text::text[], $2::text::uuid[]) with ordinality as c (ref, user_id, nth) cross join lateral visible_room(c.ref, c.user_id) v`,
      [listOf(asked.map(({ ref }) => quoted(ref))), listOf(asked.map(({ userId }) => userId))],
    )
    const rooms = asked.map((): Room | null => null)
    for (const { nth, room } of rows) rooms[nth - 1] = room
    return rooms
  })

  async function view(ref: string, userId: string): Promise<Room> {
    const room = await look({ ref, userId })
    if (!room) throw noSuchRoom()
    return room
  }

  return {
    async create(by, { slug, name, topic, visibility }) {
      const id = uuid()
      const { made } = await single<{ made: boolean }>(database, 'select create_room($1, $2, $3, $4, $5, $6) as made', [
        id,
        by,
        slug,
        name,
        topic ?? '',
        visibility,
      ])
      if (!made) throw new Refused('slug_taken', 'This slug is already in use')
      announced()
      return view(id, by)
    },
    async openDirect(by, userIds) {
      const { room, made } = await single<{ room: string | null; made: boolean }>(
        database,
        'select o_room as room, o_made as made from open_direct($1, $2, $3::text::uuid[])',
        [uuid(), by, `{${userIds.join(',')}}`],
      )
      if (room === null) throw new Refused('not_found', 'There is nobody with this id')
      if (made) announced()
      return { room: await view(room, by), made }
    },
    view,
    async list(userId, page) {
      const rows = await database.query<{ id: string; room: Room }>('select id, room from list_rooms($1, $2, $3)', [
        userId,
        afterId(page),
        page.limit + 1,
      ])
      return pageOf(rows, page.limit, (row) => row.room)
    },
    async shared(roomId) {
      const [row] = await database.query<{ room: LiveRoom }>(
        'select shared_room(r, s) as room from rooms r join streams s on s.id = r.id where r.id = $1',
        [roomId],
      )
      return row?.room ?? null
    },
    async idOf(ref, userId) {
      const [row] = await database.query<{ roomId: string; role: RoomRole | null; archived: boolean }>(
        'select (r).id as "roomId", (m).role as role, (r).archived_at is not null as archived from visible_room($1, $2)',
        [ref, userId],
      )
      return row ?? null
    },
    async mayModerate(ref, userId) {
      const [row] = await database.query<{ may: boolean }>(
        'select greatest(room_rank((m).role), server_rank(a.role)) >= 2 as may from visible_room($1, $2) join accounts a on a.id = $2',
        [ref, userId],
      )
      if (!row) throw noSuchRoom()
      return row.may
    },
  }
}

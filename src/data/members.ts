import type { Author, Member, RoomRole } from '#protocol/models'
import type { Database } from './database'
import { afterId, type Page, pageOf, type PageRequest } from './page'
import { noSuchRoom } from './rooms'

export type Members = {
  /** Refused not_found where the person may not see the room. */
  list(roomRef: string, userId: string, page: PageRequest): Promise<Page<Member>>
  /** Those of the people who are members, and whose accounts are in use. */
  among(roomId: string, userIds: readonly string[]): Promise<Author[]>
  role(roomId: string, userId: string): Promise<RoomRole | null>
}

export function createMembers(database: Database): Members {
  return {
    async list(roomRef, userId, page) {
      const rows = await database.query<{ id: string | null; member: Member }>(
        `select w.id, w.member from visible_room($1, $2) v left join lateral (
          select n.user_id as id, shown_member(a, n) as member from members n join accounts a on a.id = n.user_id
          where n.room_id = (v.r).id and n.user_id > $3 order by n.user_id limit $4
        ) w on true order by w.id`,
        [roomRef, userId, afterId(page), page.limit + 1],
      )
      if (rows.length === 0) throw noSuchRoom()
      const found = rows.flatMap(({ id, member }) => (id === null ? [] : [{ id, member }]))
      return pageOf(found, page.limit, (row) => row.member)
    },
    among: (roomId, userIds) =>
      database.query<Author>('select id, name from members_among($1, $2::text::uuid[])', [roomId, `{${userIds.join(',')}}`]),
    async role(roomId, userId) {
      const [row] = await database.query<{ role: RoomRole }>('select role from members where room_id = $1 and user_id = $2', [
        roomId,
        userId,
      ])
      return row?.role ?? null
    },
  }
}

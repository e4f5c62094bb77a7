import { Refused } from '#protocol/errors'
import type { RoomFile } from '#protocol/models'
import type { Database } from './database'
import { beforeId, type Page, pageOf, type PageRequest } from './page'
import { noSuchRoom } from './rooms'

/** What a file of a room is, before it has a row. `createdBy` of a part is the person it is of. */
export type NewFile = {
  readonly id: string
  readonly kind: RoomFile['kind']
  readonly name: string
  readonly contentType: string
  readonly bytes: number
  readonly callId?: string
  readonly createdBy?: string
  readonly createdAt?: string
  readonly durationMs?: number
  readonly width?: number
  readonly height?: number
  readonly poster?: boolean
}

/** A file or a part of one, as whoever sends its bytes needs it. */
export type StoredFile = { id: string; roomId: string; name: string; contentType: string; bytes: number; poster: boolean }

export type Files = {
  /** The newest first, without parts. Refused not_found where the person may not see the room, forbidden for those not in it. */
  list(roomRef: string, userId: string, page: PageRequest): Promise<Page<RoomFile>>
  /** For members of its room; Refused not_found. */
  view(fileId: string, userId: string): Promise<RoomFile>
  /** Also a part of a file; for members of its room, else Refused not_found. */
  stored(fileId: string, userId: string): Promise<StoredFile>
  /** Which of these ids are files. */
  known(ids: readonly string[]): Promise<Set<string>>
}

const noSuchFile = (): Refused => new Refused('not_found', 'There is no such file.')

/** Files are added and removed by the commands `file.add` and `file.remove`; here they are read. */
export function createFiles(database: Database): Files {
  return {
    async list(roomRef, userId, page) {
      const rows = await database.query<{ id: string | null; inside: boolean; file: RoomFile }>(
        `select w.id, (v.m).user_id is not null as inside, w.file from visible_room($1, $2) v left join lateral (
          select f.id, shown_file(f) as file from files f
          where (v.m).user_id is not null and f.room_id = (v.r).id and f.part_of is null and f.id < $3
          order by f.id desc limit $4
        ) w on true order by w.id desc`,
        [roomRef, userId, beforeId(page), page.limit + 1],
      )
      const [first] = rows
      if (!first) throw noSuchRoom()
      if (!first.inside) throw new Refused('forbidden', 'Join the room first')
      const found = rows.flatMap(({ id, file }) => (id === null ? [] : [{ id, file }]))
      return pageOf(found, page.limit, (row) => row.file)
    },
    async view(fileId, userId) {
      const [row] = await database.query<{ file: RoomFile }>(
        `select shown_file(f) as file from files f join members m on m.room_id = f.room_id and m.user_id = $2
        where f.id = $1 and f.part_of is null`,
        [fileId, userId],
      )
      if (!row) throw noSuchFile()
      return row.file
    },
    async stored(fileId, userId) {
      const [row] = await database.query<StoredFile>(
        `select f.id, f.room_id as "roomId", f.name, f.content_type as "contentType", f.bytes, f.poster
        from files f join members m on m.room_id = f.room_id and m.user_id = $2 where f.id = $1`,
        [fileId, userId],
      )
      if (!row) throw noSuchFile()
      return row
    },
    async known(ids) {
      const rows = await database.query<{ id: string }>('select id from files where id = any ($1::text::uuid[])', [`{${ids.join(',')}}`])
      return new Set(rows.map(({ id }) => id))
    },
  }
}

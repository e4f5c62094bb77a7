import type { Room, RoomRole, SharedRoom } from '#protocol/models'
import type { Page, PageRequest } from './page'

export type NewRoom = { slug: string; name: string; topic?: string; visibility: 'open' | 'private' }

/** A room as the server itself needs it: the shared view and what is never told to clients. */
export type LiveRoom = SharedRoom & { memberLimit: number | null }

export type Rooms = {
  /** The maker becomes owner. Refused slug_taken. */
  create(by: string, room: NewRoom): Promise<Room>
  /** By id or slug; Refused not_found where the person may not see it. */
  view(ref: string, userId: string): Promise<Room>
  /** Rooms I am in, and open ones. */
  list(userId: string, page: PageRequest): Promise<Page<Room>>
  shared(roomId: string): Promise<LiveRoom | null>
  /** Null where the person may not see it. */
  idOf(ref: string, userId: string): Promise<{ roomId: string; role: RoomRole | null; archived: boolean } | null>
}

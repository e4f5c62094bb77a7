import type { Member, RoomRole } from '#protocol/models'
import type { Page, PageRequest } from './page'

export type Members = {
  /** Refused not_found where the person may not see the room. */
  list(roomRef: string, userId: string, page: PageRequest): Promise<Page<Member>>
  role(roomId: string, userId: string): Promise<RoomRole | null>
}

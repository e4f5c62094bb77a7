import type { RoomRole, User } from '#protocol/models'

/** Owners and moderators of a room, and admins of the server, may change a room and its people. */
export function mayModerate(user: User, role: RoomRole | null): boolean {
  return role === 'owner' || role === 'moderator' || user.role !== 'user'
}

/** Only owners (and admins of the server) make and unmake owners. */
export function mayOwn(user: User, role: RoomRole | null): boolean {
  return role === 'owner' || user.role !== 'user'
}

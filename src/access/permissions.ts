import { Refused } from '#protocol/errors'

/** Role of an account on the server, as Postgres has it. */
export type ServerRole = 'user' | 'admin' | 'super_admin'

/** What a role on the server is needed for. Rights inside a room are judged by the database, under the room's lock. */
export type Permission = 'rooms.create' | 'users.list' | 'users.disable' | 'users.promote' | 'metrics.read' | 'actors.read' | 'actors.fail'

const table: Record<Permission, readonly ServerRole[]> = {
  'rooms.create': ['admin', 'super_admin'],
  'users.list': ['admin', 'super_admin'],
  'users.disable': ['admin', 'super_admin'],
  'users.promote': ['super_admin'],
  'metrics.read': ['admin', 'super_admin'],
  'actors.read': ['admin', 'super_admin'],
  'actors.fail': ['admin', 'super_admin'],
}

/** Whether the role may. */
export function may(role: ServerRole, permission: Permission): boolean {
  return table[permission].includes(role)
}

/** Refused forbidden unless the role may. */
export function requirePermission(role: ServerRole, permission: Permission): void {
  if (may(role, permission)) return
  const who = table[permission].includes('admin') ? 'an administrator' : 'the super administrator'
  throw new Refused('forbidden', `Only ${who} may do this.`)
}

/** The super admin is made by other means and stays: Refused conflict. To give somebody the role they have changes nothing. */
export function requireRoleChange(from: ServerRole): void {
  if (from === 'super_admin') throw new Refused('conflict', 'The role of the super administrator cannot be changed here.')
}

/** Whether one account may disable another: nobody themselves, nobody the super admin, an admin only by the super admin. */
export function requireMayDisable(by: { id: string; role: ServerRole }, whom: { id: string; role: ServerRole }): void {
  requirePermission(by.role, 'users.disable')
  if (by.id === whom.id) throw new Refused('conflict', 'You cannot disable yourself.')
  if (whom.role === 'super_admin') throw new Refused('conflict', 'The super administrator cannot be disabled.')
  if (whom.role === 'admin' && by.role !== 'super_admin') throw new Refused('forbidden', 'Only the super administrator may do this.')
}

import type { PublicUser, User } from '#protocol/models'
import type { Account } from '#src/data/accounts'

/** An account as its owner and admins see it. */
export const userOf = ({ id, email, name, role, createdAt, disabledAt }: Account): User => ({
  id,
  email,
  name,
  role,
  createdAt,
  disabledAt,
})

/** An account as everybody else sees it. */
export const publicUserOf = ({ id, name, role, createdAt }: Account): PublicUser => ({ id, name, role, createdAt })

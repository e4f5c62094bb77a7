import { Refused } from '#protocol/errors'
import type { User } from '#protocol/models'
import type { Access } from '#src/access/access'
import type { Data } from '#src/data/data'

/** Who opens a socket: by ticket (browsers: an address may be logged) or by access token. The account is read from the database. */
export function identify(access: Access, data: Data) {
  return async ({ token, ticket }: { token: string | null; ticket: string | null }): Promise<{ user: User; deviceId: string }> => {
    if (token === null && ticket === null) throw new Refused('unauthenticated', 'open the socket with ?ticket= or ?token=')
    const { userId, deviceId } = ticket !== null ? access.admit(ticket) : await access.authenticate(token as string)
    const account = await data.accounts.byId(userId)
    // once more: a sign-out may have been heard while the account was read, and found no session to close
    const dead = access.revocations.isDead(deviceId, userId)
    if (dead || !account || account.disabledAt !== null) throw new Refused('unauthenticated', 'this account cannot sign in')
    const { id, email, name, role, createdAt } = account
    return { user: { id, email, name, role, createdAt }, deviceId }
  }
}

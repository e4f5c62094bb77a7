import { Refused } from '#protocol/errors'
import { NoBody, PageQuery } from '#protocol/http/lists'
import { UserAnswer, UserList, UserParams } from '#protocol/http/users'
import { requireMayDisable, requirePermission, requireRoleChange } from '#src/access/permissions'
import type { Account } from '#src/data/accounts'
import type { HttpDeps } from './deps'
import { userOf } from './people'
import { own, operation, signedIn, type Caller } from './route'
import { pageOf } from './users'

const change = (id: string, summary: string) => ({
  params: own(UserParams),
  body: own(NoBody),
  response: { 200: own(UserAnswer) },
  detail: operation({ id, tag: 'admin', summary, refuses: ['invalid', 'forbidden', 'not_found', 'conflict'] }),
})

/** Accounts as administrators see them: /v1/admin. */
export const adminRoutes = (deps: HttpDeps) => {
  const { access, data, sessions } = deps

  async function whom(userId: string): Promise<Account> {
    const account = await data.accounts.byId(userId)
    if (!account) throw new Refused('not_found', 'There is nobody with this id.')
    return account
  }

  async function setRole(caller: Caller, userId: string, role: 'user' | 'admin') {
    requirePermission((await caller.account()).role, 'users.promote')
    requireRoleChange((await whom(userId)).role)
    return { user: userOf(await data.accounts.setRole(userId, role)) }
  }

  async function setDisabled(caller: Caller, userId: string, disabled: boolean) {
    const by = await caller.account()
    requirePermission(by.role, 'users.disable')
    requireMayDisable(by, await whom(userId))
    const user = userOf(await data.accounts.setDisabled(userId, disabled))
    const users = [userId]
    access.revocations.learn({ revokedDevices: [], disabledUsers: disabled ? users : [], enabledUsers: disabled ? [] : users })
    if (disabled) sessions.revoke({ userId })
    return { user }
  }

  return signedIn(deps)
    .get(
      '/v1/admin/users',
      async ({ caller, query }) => {
        requirePermission((await caller.account()).role, 'users.list')
        const { items, next } = await data.accounts.list(pageOf(query))
        return { items: items.map(userOf), next }
      },
      {
        query: own(PageQuery),
        response: { 200: own(UserList) },
        detail: operation({ id: 'adminListUsers', tag: 'admin', summary: 'Every account, with e-mail', refuses: ['invalid', 'forbidden'] }),
      },
    )
    .post(
      '/v1/admin/users/:userId/promote',
      ({ caller, params }) => setRole(caller, params.userId, 'admin'),
      change('promoteUser', 'Make a user an administrator'),
    )
    .post(
      '/v1/admin/users/:userId/demote',
      ({ caller, params }) => setRole(caller, params.userId, 'user'),
      change('demoteUser', 'Make an administrator a user'),
    )
    .post(
      '/v1/admin/users/:userId/disable',
      ({ caller, params }) => setDisabled(caller, params.userId, true),
      change('disableUser', 'Sign an account out everywhere and let nobody in'),
    )
    .post(
      '/v1/admin/users/:userId/enable',
      ({ caller, params }) => setDisabled(caller, params.userId, false),
      change('enableUser', 'Let a disabled account in again'),
    )
}

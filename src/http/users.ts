import { Refused } from '#protocol/errors'
import { PublicUserAnswer, PublicUserList, UpdateMeBody, UserAnswer, UserParams, UsersQuery } from '#protocol/http/users'
import { limits } from '#protocol/limits'
import type { HttpDeps } from './deps'
import { publicUserOf, userOf } from './people'
import { own, operation, signedIn } from './route'

/** What a query says of its page. */
export const pageOf = ({ limit, cursor }: { limit?: number; cursor?: string }) => ({
  limit: limit ?? limits.pageDefault,
  cursor: cursor ?? null,
})

/** People: /v1/users. */
export const userRoutes = (deps: HttpDeps) => {
  const { access, data, sessions } = deps

  async function changePassword(caller: { userId: string; deviceId: string }, hash: string, password: { current: string; new: string }) {
    access.rates.require('login.account', caller.userId)
    if (!(await access.passwords.verify(password.current, hash))) {
      const errors = [{ path: '/password/current', message: 'is not your password' }]
      throw new Refused('invalid', 'The current password is wrong.', { errors })
    }
    const others = (await data.devices.list(caller.userId)).map(({ id }) => id).filter((id) => id !== caller.deviceId)
    await data.accounts.setPassword(caller.userId, await access.passwords.hash(password.new), caller.deviceId)
    access.revocations.learn({ revokedDevices: others, disabledUsers: [], enabledUsers: [] })
    for (const deviceId of others) sessions.revoke({ deviceId })
  }

  return signedIn(deps)
    .get(
      '/v1/users',
      ({ caller, query }) => {
        // a part of a name is in no index
        access.rates.require('search.user', caller.userId)
        return data.accounts.search(query.query ?? '', pageOf(query))
      },
      {
        query: own(UsersQuery),
        response: { 200: own(PublicUserList) },
        detail: operation({ id: 'listUsers', tag: 'users', summary: 'People by a part of their name', refuses: ['invalid'] }),
      },
    )
    .get(
      '/v1/users/:userId',
      async ({ params }) => {
        const account = await data.accounts.byId(params.userId)
        if (!account) throw new Refused('not_found', 'There is nobody with this id.')
        return { user: publicUserOf(account) }
      },
      {
        params: own(UserParams),
        response: { 200: own(PublicUserAnswer) },
        detail: operation({ id: 'getUser', tag: 'users', summary: 'Somebody as others see them', refuses: ['invalid', 'not_found'] }),
      },
    )
    .patch(
      '/v1/users/me',
      async ({ body, caller }) => {
        const account = await caller.account()
        if (body.password) await changePassword(caller, account.passwordHash, body.password)
        const user = body.name === undefined ? account : await data.accounts.update(caller.userId, { name: body.name.trim() })
        return { user: userOf(user) }
      },
      {
        body: own(UpdateMeBody),
        response: { 200: own(UserAnswer) },
        detail: operation({
          id: 'updateMe',
          tag: 'users',
          summary: 'Change my name or password; a new password signs my other devices out',
          refuses: ['malformed', 'invalid', 'busy'],
        }),
      },
    )
}

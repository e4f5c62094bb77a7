import { Refused } from '#protocol/errors'
import { LoginBody, Me, RefreshBody, RegisterBody, SignedIn } from '#protocol/http/auth'
import { limits } from '#protocol/limits'
import { Type } from '@sinclair/typebox'
import { addressKey } from '#src/access/address'
import { newRefreshToken, refreshHash } from '#src/access/tokens'
import { day, minute } from '#src/base/durations'
import type { Account } from '#src/data/accounts'
import type { HttpDeps } from './deps'
import { userOf } from './people'
import { own, everybody, operation, signedIn } from './route'
import { scopeOf } from './scope'

/** A device that stayed away for longer signs in again. */
const refreshLife = 30 * day

/** For so long a spent token is taken again from a client that says it repeats, as its answer may have been lost. */
const leeway = minute

const wrong = () => new Refused('unauthenticated', 'The e-mail or the password is wrong.')

/** Accounts and sign-in: /v1/auth. */
export function authRoutes(deps: HttpDeps) {
  const { access, data, metrics, sessions } = deps
  const { rates } = access

  async function granted(account: Account, deviceId: string, refreshToken: string, rotation: number): Promise<SignedIn> {
    const accessToken = await access.tokens.signAccess({ userId: account.id, deviceId })
    return { user: userOf(account), accessToken, token: accessToken, refreshToken, expiresIn: limits.accessTokenSeconds, rotation }
  }

  async function signIn(account: Account, request: Request, deviceName: string | undefined): Promise<SignedIn> {
    const name = (deviceName ?? request.headers.get('user-agent') ?? '').trim().slice(0, limits.deviceNameLength) || 'unnamed'
    const { token, hash } = newRefreshToken()
    const { deviceId } = await data.devices.open(account.id, { name: name.toWellFormed(), refreshHash: hash, ttlMs: refreshLife })
    metrics.signIns.inc({ outcome: 'ok' })
    return granted(account, deviceId, token, 0)
  }

  const open = everybody()
    .post(
      '/v1/auth/register',
      async ({ body, request, set }) => {
        const { address, local } = scopeOf(request)
        rates.require('register.address', addressKey(address))
        const role = access.owner.roleOf({ email: body.email, local, setupCode: body.setupCode })
        const passwordHash = await access.passwords.hash(body.password)
        const account = await data.accounts.create({ email: body.email, name: body.name.trim(), passwordHash, role })
        if (role === 'super_admin') access.owner.settled()
        set.status = 201
        return signIn(account, request, body.deviceName)
      },
      {
        body: own(RegisterBody),
        response: { 201: own(SignedIn) },
        detail: operation({
          id: 'register',
          tag: 'auth',
          summary: 'Make an account and sign in',
          open: true,
          refuses: ['malformed', 'invalid', 'forbidden', 'email_taken', 'too_large', 'busy'],
        }),
      },
    )
    .post(
      '/v1/auth/login',
      async ({ body, request }) => {
        rates.require('login.address', addressKey(scopeOf(request).address))
        rates.require('login.account', body.email.trim().toLowerCase())
        const account = await data.accounts.byEmail(body.email)
        if (!(await access.passwords.verify(body.password, account?.passwordHash ?? null)) || !account) {
          metrics.signIns.inc({ outcome: 'wrong' })
          throw wrong()
        }
        if (account.disabledAt) throw new Refused('forbidden', 'This account is disabled.')
        return signIn(account, request, body.deviceName)
      },
      {
        body: own(LoginBody),
        response: { 200: own(SignedIn) },
        detail: operation({
          id: 'login',
          tag: 'auth',
          summary: 'Sign in on a new device',
          open: true,
          refuses: ['malformed', 'invalid', 'unauthenticated', 'forbidden', 'busy'],
        }),
      },
    )
    .post(
      '/v1/auth/refresh',
      async ({ body, request }) => {
        rates.require('refresh.address', addressKey(scopeOf(request).address))
        const { token, hash } = newRefreshToken()
        const rotated = await data.devices.rotate(refreshHash(body.refreshToken), hash, {
          ttlMs: refreshLife,
          leewayMs: body.repeatable ? leeway : 0,
        })
        if (!rotated.ok) {
          metrics.signIns.inc({ outcome: `refresh_${rotated.reason}` })
          throw new Refused('unauthenticated', 'This refresh token is not valid any more: sign in again.')
        }
        if (rotated.repeated) metrics.signIns.inc({ outcome: 'refresh_repeated' })
        const account = await data.accounts.byId(rotated.userId)
        if (!account) throw new Refused('unauthenticated', 'This account is not in use any more.')
        return granted(account, rotated.deviceId, token, rotated.rotation)
      },
      {
        body: own(RefreshBody),
        response: { 200: own(SignedIn) },
        detail: operation({
          id: 'refresh',
          tag: 'auth',
          summary: 'Spend a refresh token for new tokens; one spent twice signs its device out, but see `repeatable`',
          open: true,
          refuses: ['malformed', 'invalid', 'unauthenticated'],
        }),
      },
    )

  const mine = signedIn(deps)
    .post(
      '/v1/auth/logout',
      async ({ caller: { deviceId }, set }) => {
        await data.devices.revoke(deviceId)
        access.revocations.learn({ revokedDevices: [deviceId], disabledUsers: [], enabledUsers: [] })
        sessions.revoke({ deviceId })
        set.status = 204
      },
      { response: { 204: Type.Void() }, detail: operation({ id: 'logout', tag: 'auth', summary: 'Sign this device out' }) },
    )
    .get('/v1/auth/me', async ({ caller }) => ({ user: userOf(await caller.account()), deviceId: caller.deviceId }), {
      response: { 200: own(Me) },
      detail: operation({ id: 'me', tag: 'auth', summary: 'Who I am' }),
    })

  return everybody().use(open).use(mine)
}

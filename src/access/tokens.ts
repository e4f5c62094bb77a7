import { createHash, randomBytes } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { Refused } from '#protocol/errors'
import { limits } from '#protocol/limits'
import { isUuid } from '#src/base/ids'
import { deriveKey } from './seal'

/** Who a token speaks for. What they may do is never in it: that is read from Postgres. */
export type Identity = { readonly userId: string; readonly deviceId: string }

/** A refresh token for the client, and the hash of it that the server keeps. */
export type RefreshToken = { readonly token: string; readonly hash: string }

export type Tokens = {
  /** A JWT for the next 15 minutes. */
  signAccess(identity: Identity): Promise<string>
  /** Refused token_expired or unauthenticated. Does not know of revocations. */
  readAccess(token: string): Promise<Identity>
}

/**
 * Access tokens: JWT, HS256, claims `sub` and `did`. The first secret signs, all of them verify, so a secret is
 * rotated by putting the new one in front and dropping the old one 15 minutes later.
 */
export function openTokens(secrets: readonly [string, ...string[]], now: () => number = Date.now): Tokens {
  const keys = secrets.map((secret) => ({ kid: kidOf(secret), key: deriveKey(secret, 'access') }))
  const current = keys[0] as (typeof keys)[number]

  return {
    signAccess({ userId, deviceId }) {
      const seconds = Math.floor(now() / 1000)
      return new SignJWT({ did: deviceId })
        .setProtectedHeader({ alg: 'HS256', kid: current.kid })
        .setSubject(userId)
        .setIssuedAt(seconds)
        .setExpirationTime(seconds + limits.accessTokenSeconds)
        .sign(current.key)
    },

    async readAccess(token) {
      try {
        const { payload } = await jwtVerify(
          token,
          (header) => {
            const found = keys.find(({ kid }) => kid === header.kid)
            if (!found) throw new Refused('unauthenticated', 'This token is not of this server.')
            return found.key
          },
          { algorithms: ['HS256'], currentDate: new Date(now()), requiredClaims: ['sub', 'exp', 'did'] },
        )
        const { sub, did } = payload
        if (typeof sub !== 'string' || typeof did !== 'string' || !isUuid(sub) || !isUuid(did)) throw new TypeError('claims')
        return { userId: sub, deviceId: did }
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw new Refused('token_expired', 'The access token has expired: refresh it.')
        throw new Refused('unauthenticated', 'This access token is not valid.')
      }
    },
  }
}

/** 256 random bits, and what to keep of them. Not guessable, so a plain hash is enough. */
export function newRefreshToken(): RefreshToken {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: refreshHash(token) }
}

/** The hash under which a refresh token is kept. */
export function refreshHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

const kidOf = (secret: string): string => createHash('sha256').update(`kid:${secret}`).digest('hex').slice(0, 8)

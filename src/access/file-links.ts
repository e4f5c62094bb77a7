import { Refused } from '#protocol/errors'
import { limits } from '#protocol/limits'
import { deriveKey, openSeal, seal } from './seal'
import type { Identity } from './tokens'

/**
 * What lets a player or a download, which send no header, fetch one file for one person. Says who asks, not that they may: membership is
 * looked up at every use.
 */
export type FileLinks = {
  /** The `key` of the address, good for a quarter of an hour. */
  sign(fileId: string, identity: Identity): string
  /** Whom it was signed for. Refused unauthenticated, or token_expired past its time. */
  open(fileId: string, key: string): Identity
}

export function openFileLinks(secret: string, now: () => number = Date.now): FileLinks {
  const sealKey = deriveKey(secret, 'file')
  return {
    sign: (fileId, { userId, deviceId }) => seal(sealKey, [fileId, userId, deviceId, now() + limits.fileLinkSeconds * 1000]),

    open(fileId, key) {
      const value = openSeal(sealKey, key)
      const [of, userId, deviceId, expiresAt] = (Array.isArray(value) ? value : []) as [string?, string?, string?, number?]
      if (of !== fileId || !userId || !deviceId || !expiresAt)
        throw new Refused('unauthenticated', 'This address was not signed for this file.')
      if (expiresAt <= now()) throw new Refused('token_expired', 'This address has expired: ask for a new one.')
      return { userId, deviceId }
    },
  }
}

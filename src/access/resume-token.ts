import { deriveKey, openSeal, seal } from './seal'

/** Who may take a session over, and until when (ms since 1970). */
export type ResumeClaims = { readonly sessionId: string; readonly userId: string; readonly deviceId: string; readonly expiresAt: number }

/** The token a client shows to get its session back; any node that knows the secret can check it (DELIVERY rule 17). */
export function signResume(secret: string, claims: ResumeClaims): string {
  return seal(deriveKey(secret, 'resume'), [claims.sessionId, claims.userId, claims.deviceId, claims.expiresAt])
}

/** The claims of a resume token, or null when it is forged or past its time. */
export function readResume(secret: string, token: string, now: number = Date.now()): ResumeClaims | null {
  const value = openSeal(deriveKey(secret, 'resume'), token)
  if (!Array.isArray(value) || value.length !== 4) return null
  const [sessionId, userId, deviceId, expiresAt] = value as [string, string, string, number]
  return expiresAt > now ? { sessionId, userId, deviceId, expiresAt } : null
}

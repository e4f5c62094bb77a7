import { minute } from '#src/base/durations'

/** What the system stream said (DELIVERY rule 25). */
export type RevocationNews = {
  readonly revokedDevices: readonly string[]
  readonly disabledUsers: readonly string[]
  readonly enabledUsers: readonly string[]
}

export type Revocations = {
  /** Takes in news of the system stream. Harmless to repeat. */
  learn(news: RevocationNews): void
  /** Whether a token of this device and user is worth nothing any more. */
  isDead(deviceId: string, userId: string): boolean
}

/** Longer than any access token lives: after that the token's own expiry says no. */
const kept = 60 * minute

/** Who was signed out or disabled, in memory: a 15-minute JWT dies at once, without a query per request. */
export function openRevocations(now: () => number = Date.now): Revocations {
  const devices = new Map<string, number>()
  const users = new Map<string, number>()

  function add(dead: Map<string, number>, ids: readonly string[]): void {
    for (const [id, until] of dead) {
      if (until > now()) break
      dead.delete(id)
    }
    for (const id of ids) {
      dead.delete(id)
      dead.set(id, now() + kept)
    }
  }

  return {
    learn({ revokedDevices, disabledUsers, enabledUsers }) {
      add(devices, revokedDevices)
      add(users, disabledUsers)
      for (const id of enabledUsers) users.delete(id)
    },
    isDead: (deviceId, userId) => devices.has(deviceId) || users.has(userId),
  }
}

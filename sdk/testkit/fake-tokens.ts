import type { Clock } from '#sdk/clock'
import { uuidFrom } from '#sdk/random'

type Spendable = {
  readonly userId: string
  readonly device: { gone: boolean }
  readonly rotation: number
  spentAt: number | null
  heir: string | null
}

const leewayMs = 60_000

/** Tokens as the server gives and takes them: a refresh token is spent once, and again only where its answer seems to be lost. */
export class FakeTokens {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #access = new Map<string, string>()
  readonly #refresh = new Map<string, Spendable>()
  /** How often anybody asked for new tokens. */
  refreshes = 0

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  userOf(accessToken: string): string | undefined {
    return this.#access.get(accessToken)
  }

  /** Signs in on a new device. */
  open(userId: string) {
    return this.#grant(userId, { gone: false }, 0)
  }

  /** Null: sign in again. */
  renew(token: string): ({ userId: string } & ReturnType<FakeTokens['open']>) | null {
    this.refreshes++
    const spent = this.#refresh.get(token)
    if (!spent || spent.device.gone) return null
    let { rotation } = spent
    if (spent.spentAt !== null) {
      const heir = this.#refresh.get(spent.heir ?? '')
      if (!heir || heir.spentAt !== null || this.#clock.now() - spent.spentAt >= leewayMs) {
        spent.device.gone = true
        return null
      }
      heir.spentAt = this.#clock.now()
      rotation = heir.rotation
    }
    spent.spentAt ??= this.#clock.now()
    const granted = this.#grant(spent.userId, spent.device, rotation + 1)
    spent.heir = granted.refreshToken
    return { userId: spent.userId, ...granted }
  }

  expireAccess(): void {
    this.#access.clear()
  }

  revokeAll(): void {
    this.#access.clear()
    this.#refresh.clear()
  }

  #grant(userId: string, device: Spendable['device'], rotation: number) {
    const accessToken = uuidFrom(this.#random)
    const refreshToken = uuidFrom(this.#random)
    this.#access.set(accessToken, userId)
    this.#refresh.set(refreshToken, { userId, device, rotation, spentAt: null, heir: null })
    return { accessToken, token: accessToken, refreshToken, expiresIn: 900, rotation }
  }
}

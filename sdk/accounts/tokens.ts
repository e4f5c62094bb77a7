import type { User } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Storage } from '#sdk/storage'

/** What signing in answers. */
export type Granted = {
  readonly user: User
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresIn: number
  /** Of two answers to one refresh token the higher one is good. */
  readonly rotation: number
}

export type Tokens = {
  readonly user: User
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: number
  readonly rotation?: number
  /** Made at signing in, kept through renewals. */
  readonly signIn?: string
}

const key = 'account'

/** The tokens in storage: the truth shared by all tabs, so it is read again on every use. */
export class TokenShelf {
  readonly #storage: Storage
  readonly #clock: Clock

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage
    this.#clock = clock
  }

  read(): Tokens | null {
    const text = this.#storage.get(key)
    if (text === null) return null
    try {
      const tokens = JSON.parse(text) as Tokens
      return typeof tokens.refreshToken === 'string' && typeof tokens.user?.id === 'string' ? tokens : null
    } catch {
      return null
    }
  }

  keep(granted: Granted, signIn: string): Tokens {
    const { user, accessToken, refreshToken, expiresIn, rotation } = granted
    const tokens: Tokens = { user, accessToken, refreshToken, expiresAt: this.#clock.now() + expiresIn * 1000, rotation, signIn }
    this.#storage.set(key, JSON.stringify(tokens))
    return tokens
  }

  /**
   * What a renewal of `spent` brought. Meanwhile somebody may have signed out or in anew, or another tab may have spent the same token
   * and had the later answer: then what is here stays, and what came is good for nothing.
   */
  renew(spent: Tokens, granted: Granted): Tokens | null {
    const held = this.read()
    if (held === null || held.signIn !== spent.signIn) return held
    if (held.refreshToken !== spent.refreshToken && (held.rotation ?? 0) > granted.rotation) return held
    return this.keep(granted, held.signIn ?? '')
  }

  rename(user: User): void {
    const tokens = this.read()
    if (tokens?.user.id === user.id) this.#storage.set(key, JSON.stringify({ ...tokens, user }))
  }

  drop(): void {
    this.#storage.remove(key)
  }

  /** Another tab signed in, out, or renewed. */
  watch(listener: () => void): () => void {
    return this.#storage.watch?.((changed) => (changed === key || changed === '') && listener()) ?? (() => undefined)
  }
}

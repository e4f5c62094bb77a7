import type { User } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Storage } from '#sdk/storage'

/** What signing in answers. */
export type Granted = { readonly user: User; readonly accessToken: string; readonly refreshToken: string; readonly expiresIn: number }

export type Tokens = { readonly user: User; readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number }

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

  keep({ user, accessToken, refreshToken, expiresIn }: Granted): Tokens {
    const tokens: Tokens = { user, accessToken, refreshToken, expiresAt: this.#clock.now() + expiresIn * 1000 }
    this.#storage.set(key, JSON.stringify(tokens))
    return tokens
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

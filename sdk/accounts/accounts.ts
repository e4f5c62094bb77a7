import type { User } from '#protocol/models'
import type { Bearer, Http } from '#sdk/api/http'
import type { Clock } from '#sdk/clock'
import { failure, RequestFailed } from '#sdk/failure'
import { Value, type Observable } from '#sdk/observable'
import type { Storage } from '#sdk/storage'
import type { Locks } from './locks'
import type { AccountState } from './state'
import { TokenShelf, type Granted, type Tokens } from './tokens'

export type AccountsOptions = {
  readonly http: Http
  readonly storage: Storage
  readonly clock: Clock
  readonly locks: Locks | null
  readonly uuid: () => string
  readonly deviceName: string | undefined
  /** The person signed out, here. */
  readonly signedOut: () => void
}

/** A token this close to its end is renewed before it is used. */
const renewBeforeMs = 30_000
/** The server takes a token once more for a minute, where its answer was lost: so long it is asked every few seconds. */
const leewayMs = 55_000
const againMs = 5_000

/**
 * Who is signed in. A refresh token used twice signs the device out unless the first answer was lost, so renewal is single-flight
 * here, under a lock over all tabs, and reads the storage again inside the lock.
 */
export class Accounts implements Observable<AccountState>, Bearer {
  readonly #http: Http
  readonly #shelf: TokenShelf
  readonly #clock: Clock
  readonly #locks: Locks | null
  readonly #uuid: () => string
  readonly #deviceName: string | undefined
  readonly #signedOut: () => void
  readonly #state: Value<AccountState>
  readonly #unwatch: () => void
  #renewal: Promise<string> | null = null
  #unansweredSince: number | null = null
  #cancelAgain = (): void => undefined

  readonly subscribe: Observable<AccountState>['subscribe']
  readonly getSnapshot: Observable<AccountState>['getSnapshot']

  constructor({ http, storage, clock, locks, uuid, deviceName, signedOut }: AccountsOptions) {
    this.#http = http
    this.#shelf = new TokenShelf(storage, clock)
    this.#clock = clock
    this.#locks = locks
    this.#uuid = uuid
    this.#deviceName = deviceName
    this.#signedOut = signedOut
    const tokens = this.#shelf.read()
    this.#state = new Value<AccountState>(tokens ? { status: 'signed-in', user: tokens.user } : { status: 'signed-out', reason: null })
    this.subscribe = this.#state.subscribe
    this.getSnapshot = this.#state.getSnapshot
    this.#unwatch = this.#shelf.watch(() => this.#follow())
  }

  /** Makes an account and signs in. */
  async register(form: { email: string; password: string; name: string; setupCode?: string }): Promise<User> {
    return this.#enter('/v1/auth/register', form)
  }

  async login(form: { email: string; password: string }): Promise<User> {
    return this.#enter('/v1/auth/login', form)
  }

  /** Signed out locally whatever the server says; rejects never. */
  async logout(): Promise<void> {
    const tokens = this.#shelf.read()
    if (!tokens) return
    const told = this.#http.call({ method: 'POST', path: '/v1/auth/logout', body: {} }).catch(() => undefined)
    // the request has taken its token before the shelf is emptied, unless that had to be renewed first
    await Promise.race([told, new Promise<void>((resolve) => this.#clock.after(3_000, resolve))])
    this.#signedOut()
    this.#leave('signed-out')
  }

  async me(): Promise<{ user: User; deviceId: string }> {
    const answer = await this.#http.call<{ user: User; deviceId: string }>({ path: '/v1/auth/me' })
    this.changed(answer.user)
    return answer
  }

  /** My account as the server says it now: name or role may have changed. */
  changed(user: User): void {
    const state = this.getSnapshot()
    if (state.status !== 'signed-in' || state.user.id !== user.id) return
    if (JSON.stringify(state.user) === JSON.stringify(user)) return
    this.#shelf.rename(user)
    this.#state.set({ status: 'signed-in', user })
  }

  /** The access token, for what this client does not do itself: an upload, a socket of one's own. */
  accessToken(): Promise<string> {
    return this.token()
  }

  /** A token that holds for at least half a minute. */
  async token(): Promise<string> {
    const tokens = this.#shelf.read()
    if (!tokens) throw nobody()
    return tokens.expiresAt - this.#clock.now() > renewBeforeMs ? tokens.accessToken : this.renew(tokens.accessToken)
  }

  /** A token other than the refused one. Signs out when the server refuses the refresh token too. */
  renew(refused: string): Promise<string> {
    this.#renewal ??= this.#alone(() => this.#renewNow(refused)).finally(() => (this.#renewal = null))
    return this.#renewal
  }

  close(): void {
    this.#cancelAgain()
    this.#unwatch()
  }

  async #renewNow(refused: string): Promise<string> {
    const tokens = this.#shelf.read()
    if (!tokens) throw nobody()
    // another tab was first
    if (tokens.accessToken !== refused && tokens.expiresAt - this.#clock.now() > renewBeforeMs) return tokens.accessToken
    try {
      const granted = await this.#http.call<Granted>({
        method: 'POST',
        path: '/v1/auth/refresh',
        body: { refreshToken: tokens.refreshToken, repeatable: true },
        open: true,
      })
      const held = this.#shelf.renew(tokens, granted)
      this.#unansweredSince = null
      this.#cancelAgain()
      if (!held) throw nobody()
      this.changed(held.user)
      return held.accessToken
    } catch (error) {
      const reason = failure(error)
      if (reason.status === 401 && this.#shelf.read()?.refreshToken === tokens.refreshToken) this.#leave('revoked')
      else if (reason.code === 'offline' || reason.code === 'timeout') this.#renewAgain(refused)
      throw reason
    }
  }

  /** Nobody knows whether the server spent the token. It is not left to the next call, which may come too late. */
  #renewAgain(refused: string): void {
    this.#unansweredSince ??= this.#clock.now()
    this.#cancelAgain()
    if (this.#clock.now() - this.#unansweredSince > leewayMs) return void (this.#unansweredSince = null)
    this.#cancelAgain = this.#clock.after(againMs, () => void this.renew(refused).catch(() => undefined))
  }

  #alone<T>(run: () => Promise<T>): Promise<T> {
    return this.#locks ? this.#locks.request('boltorezka.renewal', run) : run()
  }

  async #enter(path: string, form: object): Promise<User> {
    const body = this.#deviceName === undefined ? form : { ...form, deviceName: this.#deviceName }
    const granted = await this.#http.call<Granted>({ method: 'POST', path, body, open: true })
    this.#signIn(this.#shelf.keep(granted, this.#uuid()))
    return granted.user
  }

  #signIn(tokens: Tokens): void {
    this.#state.set({ status: 'signed-in', user: tokens.user })
  }

  #leave(reason: 'signed-out' | 'revoked'): void {
    this.#shelf.drop()
    if (this.getSnapshot().status === 'signed-in') this.#state.set({ status: 'signed-out', reason })
  }

  #follow(): void {
    const tokens = this.#shelf.read()
    const state = this.getSnapshot()
    if (!tokens) {
      if (state.status === 'signed-in') this.#state.set({ status: 'signed-out', reason: 'signed-out' })
    } else if (state.status === 'signed-out' || state.user.id !== tokens.user.id) this.#signIn(tokens)
    else if (JSON.stringify(state.user) !== JSON.stringify(tokens.user)) this.#signIn(tokens)
  }
}

function nobody(): RequestFailed {
  return new RequestFailed('unauthenticated', 'Nobody is signed in')
}

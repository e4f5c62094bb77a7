import type { Connection } from './connection'

export type MyState = 'online' | 'idle'

/** Whether I am at the device, told to the server whenever it may think otherwise. */
export class Presence {
  readonly #connection: Pick<Connection, 'exchange' | 'getSnapshot' | 'subscribe'>
  readonly #unwatch: () => void
  #state: MyState = 'online'
  /** The session was told so and not, for all we know, told otherwise; a resumed one remembers. */
  #heldIdle = false

  constructor(connection: Pick<Connection, 'exchange' | 'getSnapshot' | 'subscribe'>) {
    this.#connection = connection
    this.#unwatch = connection.subscribe(() => this.#moved())
  }

  set(state: MyState): void {
    if (state === this.#state) return
    this.#state = state
    this.#tell()
  }

  close(): void {
    this.#unwatch()
  }

  #moved(): void {
    const now = this.#connection.getSnapshot()
    if (now.status !== 'online') return
    // a new session is online until told otherwise
    if (!now.resumed) this.#heldIdle = false
    if (this.#state === 'idle' || this.#heldIdle) this.#tell()
  }

  #tell(): void {
    const state = this.#state
    if (state === 'idle') this.#heldIdle = true
    this.#connection.exchange('presence.set', { state }, ({ ok }) => {
      if (ok && this.#state === 'online' && state === 'online') this.#heldIdle = false
    })
  }
}

import { encodeEvent } from '#protocol/envelope'
import { limits } from '#protocol/limits'
import type { Publisher } from './publisher'

type Typist = { readonly user: { readonly id: string; readonly name: string }; turn: number; toldAt: number }

/** Who writes right now. Told at the start, again every half life while it goes on, and at the end. */
export class Typing {
  readonly #roomId: string
  readonly #publisher: Publisher
  readonly #expire: (userId: string, turn: number) => void
  readonly #typists = new Map<string, Typist>()

  /** `expire` is asked to call `over` with the same arguments after `limits.typingMs`. */
  constructor(roomId: string, publisher: Publisher, expire: (userId: string, turn: number) => void) {
    this.#roomId = roomId
    this.#publisher = publisher
    this.#expire = expire
  }

  set(user: Typist['user'], active: boolean, now: number): void {
    if (active) this.start(user, now)
    else this.stop(user.id)
  }

  start(user: { readonly id: string; readonly name: string }, now: number): void {
    const typist = this.#typists.get(user.id) ?? { user, turn: 0, toldAt: -Infinity }
    this.#typists.set(user.id, typist)
    typist.turn++
    this.#expire(user.id, typist.turn)
    if (now - typist.toldAt < limits.typingMs / 2) return
    typist.toldAt = now
    this.#tell(typist, true)
  }

  stop(userId: string): void {
    const typist = this.#typists.get(userId)
    if (!typist) return
    this.#typists.delete(userId)
    this.#tell(typist, false)
  }

  over(userId: string, turn: number): void {
    if (this.#typists.get(userId)?.turn === turn) this.stop(userId)
  }

  #tell(typist: Typist, active: boolean): void {
    this.#publisher.ephemeral(this.#roomId, encodeEvent('typing.update', { roomId: this.#roomId, user: typist.user, active }))
  }
}

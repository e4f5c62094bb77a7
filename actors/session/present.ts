import type { Connection } from '#actors/room/connection'
import type { Entry } from '#actors/room/feed'

/** A connection on its way into its person's stream. */
export type Waiting = { readonly cursor: number; readonly admitted: (entry: Entry) => boolean }

/**
 * Who on this node hears their own stream, and who waits to. A fact about sockets, like a room's attendance: it outlives the actor, and
 * the next incarnation goes on from it. The bus asks it too, so that heads of strangers never reach a mailbox.
 */
export class Present {
  readonly #people = new Map<string, Map<Connection, Waiting | null>>()

  has(userId: string): boolean {
    return this.#people.has(userId)
  }

  get everybody(): ReadonlyMap<string, ReadonlyMap<Connection, Waiting | null>> {
    return this.#people
  }

  add(userId: string, connection: Connection): void {
    this.wait(userId, connection, null)
  }

  /** `null`: it waits no more. */
  wait(userId: string, connection: Connection, waiting: Waiting | null): void {
    const connections = this.#people.get(userId)
    if (connections) connections.set(connection, waiting)
    else this.#people.set(userId, new Map([[connection, waiting]]))
  }

  /** True when nobody is left of this person. */
  remove(userId: string, connection: Connection): boolean {
    const connections = this.#people.get(userId)
    connections?.delete(connection)
    if (connections && connections.size > 0) return false
    this.#people.delete(userId)
    return true
  }
}

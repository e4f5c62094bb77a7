import type { Attendee } from '#actors/room/messages'
import type { PersonState } from '#actors/presence/room-presence'
import type { Connection } from './connection'
import type { LiveSession } from './live-session'

/**
 * One session in one room, as the room sees it. There are as many as sessions times rooms: few fields, and what the session knows is asked
 * of the session.
 */
export class Visit implements Attendee {
  readonly sessionId: string
  readonly #session: LiveSession
  readonly #roomId: string
  /** What stands for this visit, which ends by leaving: the first of those that asked to come in. */
  readonly #mark: object

  constructor(session: LiveSession, roomId: string) {
    this.sessionId = session.sessionId
    this.#session = session
    this.#roomId = roomId
    this.#mark = session.rooms.get(roomId) ?? this
    session.rooms.set(roomId, this.#mark)
  }

  get user(): { readonly id: string; readonly name: string } {
    const { id, name } = this.#session.args.user
    return { id, name }
  }

  get connection(): Connection {
    return this.#session.args.connection
  }

  get state(): PersonState {
    return this.#session.state
  }

  here(): boolean {
    return this.#session.rooms.get(this.#roomId) === this.#mark
  }
}

import type { Entry } from '#actors/room/feed'
import type { LiveSession } from './live-session'
import { replay } from './replay'

const WAIT_MS = 1_000

/**
 * The person's own stream on this socket. It begins with the first frame, or a second later: a client that resumes says first what
 * it has, and older events must not come after newer ones.
 */
export class OwnStream {
  readonly #session: LiveSession
  #head = 0
  #begun = false

  constructor(session: LiveSession) {
    this.#session = session
  }

  /** Where the stream stood when the client was greeted. */
  greeted(head: number): void {
    this.#head = head
    this.#session.self.after(WAIT_MS, { type: 'then', run: () => this.arrive() })
  }

  /** Subscribes; `cursor` is what the client has, by default what the greeting said. */
  arrive(cursor = this.#head): void {
    if (this.#begun) return
    this.#begun = true
    this.#send(cursor)
  }

  depart(): void {
    const { user, connection } = this.#session.args
    this.#session.ports.people.send({ type: 'depart', userId: user.id, connection })
  }

  #send(cursor: number): void {
    const { user, connection } = this.#session.args
    const admitted = (entry: Entry): void => {
      if (entry.kind === 'far') this.#catchUp(cursor, entry.head)
    }
    this.#session.ports.people.send({ type: 'arrive', userId: user.id, connection, cursor, admitted })
  }

  #catchUp(cursor: number, head: number): void {
    const { user, connection } = this.#session.args
    const { data } = this.#session.ports
    this.#session.self.go(
      () => replay(data.events, connection, user.id, cursor, head),
      (outcome) => ({
        type: 'then',
        run: () => {
          if (outcome.ok) this.#send(outcome.value)
          else connection.close(1012, 'the database is not available')
        },
      }),
    )
  }
}

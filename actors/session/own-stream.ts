import { eventTopic } from '#actors/room/connection'
import type { Entry } from '#actors/room/feed'
import { insist } from '#actors/runtime/insist'
import type { LiveSession } from './live-session'
import { makeUp } from './replay'

const WAIT_MS = 1_000

/**
 * The person's own stream on this socket. It begins with the first frame, or a second later: a client that resumes says first what
 * it has, and older events must not come after newer ones.
 */
export class OwnStream {
  readonly #session: LiveSession
  #head = 0
  #begun = false
  #run = 0

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

  /**
   * What the client of a resumed session has. On a slow way the stream may have begun without it: then it begins again from there,
   * and what is missing comes before what follows.
   */
  resume(cursor = this.#head): void {
    if (this.#begun) {
      const { user, connection } = this.#session.args
      connection.unsubscribe(eventTopic(user.id))
      this.depart()
    }
    this.#begun = true
    this.#send(cursor)
  }

  depart(): void {
    const { user, connection } = this.#session.args
    insist(this.#session.ports.people, { type: 'depart', userId: user.id, connection })
  }

  #send(cursor: number): void {
    const { user, connection } = this.#session.args
    const run = ++this.#run
    const admitted = (entry: Entry): boolean => {
      if (run !== this.#run) return false
      if (entry.kind === 'far') this.#catchUp(cursor, entry)
      return true
    }
    insist(this.#session.ports.people, { type: 'arrive', userId: user.id, connection, cursor, admitted })
  }

  #catchUp(cursor: number, entry: Entry): void {
    const { user, connection } = this.#session.args
    const { data } = this.#session.ports
    const run = this.#run
    this.#session.self.go(
      () => this.#session.inLine(() => makeUp(data.events, connection, user.id, cursor, entry, () => run === this.#run)),
      (outcome) => ({
        type: 'then',
        run: () => {
          if (!outcome.ok) connection.close(1012, 'the database is not available')
          else if (run === this.#run) this.#send(outcome.value)
        },
      }),
    )
  }
}

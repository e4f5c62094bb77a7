import type { CallNotes } from '#src/data/calls'
import type { CallPart, LiveCall } from './live-call'
import type { Seat } from './roster'

const SEEN_MS = 30_000

/** Keeps who took part. Nobody waits for it but the end of the call, so that what is told then is whole. */
export class Ledger implements CallPart {
  readonly #call: LiveCall
  #line: Promise<void> = Promise.resolve()
  #pending = 0

  constructor(call: LiveCall) {
    this.#call = call
    call.self.every(SEEN_MS, { type: 'then', run: () => this.#write((notes, callId) => notes.seen(callId)) })
  }

  joined({ participantId, user }: Seat): void {
    this.#write((notes, callId) => notes.sat(callId, participantId, user.id))
  }

  left({ participantId }: Seat): void {
    this.#write((notes, callId) => notes.left(callId, participantId))
  }

  /** Runs `then` once all is written; at once when it is. */
  settled(then: () => unknown): void {
    if (this.#pending === 0) then()
    else void this.#line.then(then)
  }

  /** One at a time, in order. What cannot be written is lost, and the call goes on. */
  #write(note: (notes: CallNotes, callId: string) => Promise<void>): void {
    this.#pending++
    const { callId, notes } = this.#call.args
    this.#line = this.#line
      .then(() => note(notes, callId))
      .catch(() => {})
      .finally(() => this.#pending--)
  }
}

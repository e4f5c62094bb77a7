import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { isPassing } from '#sdk/failure'

const coalesceMs = 400

/** My read mark of one room on its way to the server: the highest wins, one request at a time, kept over reconnects. */
export class ReadMark {
  readonly #roomId: string
  readonly #connection: Pick<Connection, 'exchange' | 'isOnline'>
  readonly #clock: Clock
  readonly #onTold: () => void
  #wanted = 0
  #told = 0
  #busy = false

  constructor(roomId: string, connection: Pick<Connection, 'exchange' | 'isOnline'>, clock: Clock, onTold: () => void) {
    this.#roomId = roomId
    this.#connection = connection
    this.#clock = clock
    this.#onTold = onTold
  }

  set(seq: number): void {
    if (seq <= this.#wanted) return
    this.#wanted = seq
    this.#later(coalesceMs)
  }

  /** The server knows this much, from whichever device. */
  known(seq: number): void {
    this.#told = Math.max(this.#told, seq)
  }

  pump(): void {
    if (this.#busy || this.#wanted <= this.#told || !this.#connection.isOnline) return
    this.#busy = true
    const seq = this.#wanted
    this.#connection.exchange('read.set', { roomId: this.#roomId, seq }, (outcome) => {
      this.#busy = false
      if (outcome.ok || !isPassing(outcome.failed)) this.known(seq)
      if (outcome.ok) this.#onTold()
      if (this.#wanted > this.#told && (outcome.ok || outcome.failed.code !== 'offline'))
        this.#later(outcome.ok ? coalesceMs : (outcome.failed.retryAfterMs ?? 2_000))
    })
  }

  #later(ms: number): void {
    if (this.#busy) return
    this.#busy = true
    this.#clock.after(ms, () => {
      this.#busy = false
      this.pump()
    })
  }
}

import type { OpenedSession } from '#sdk/connection/session'
import type { AckPayload } from '#protocol/frames/client'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { isPassing, type RequestFailed } from '#sdk/failure'

export type Joined = AckPayload<'room.join'>

export type SeatHooks = {
  /** Should this session be in the room? */
  isWanted(): boolean
  isOpen(): boolean
  cursor(): number | null
  /** Joined; `replayFrom` is the cursor that was sent, null when none was. */
  joined(answer: Joined, replayFrom: number | null): void
  /** The session was resumed and the room with it. */
  resumed(head: number): void
  resync(): void
  gone(): void
  failed(error: RequestFailed): void
}

export type SeatOptions = {
  readonly roomId: string
  readonly connection: Pick<Connection, 'exchange' | 'isOnline'>
  readonly clock: Clock
  /** Waits for a place among the joins under way; `urgent` goes first. */
  readonly turn: (urgent: boolean, run: (done: () => void) => void) => void
  readonly hooks: SeatHooks
}

/** This session's place in one room on the server: free, joining, or taken. */
export class Seat {
  readonly #options: SeatOptions
  #state: 'free' | 'joining' | 'taken' = 'free'
  /** Grows when a session opens or is lost: an answer for an older one changes nothing. */
  #run = 0
  #cancelRetry = (): void => undefined

  constructor(options: SeatOptions) {
    this.#options = options
  }

  get isTaken(): boolean {
    return this.#state === 'taken'
  }

  sessionOpened(session: OpenedSession): void {
    this.lost()
    const { hooks, roomId } = this.#options
    const verdict = session.streams?.[roomId]
    if (verdict?.status === 'gone') return hooks.gone()
    if (!verdict) return this.take()
    this.#state = 'taken'
    if (verdict.status === 'resync') hooks.resync()
    else hooks.resumed(verdict.head)
    // presence is not in the answer to a resume; repeating the join is harmless and brings it
    if (hooks.isOpen()) this.#ask(null)
  }

  lost(): void {
    this.#run++
    this.#cancelRetry()
    this.#state = 'free'
  }

  /** Lost by the room's fault and not by the connection's. */
  takeAgain(afterMs: number): void {
    this.lost()
    this.#cancelRetry = this.#options.clock.after(afterMs, () => this.take())
  }

  /** Joins if this is wanted and not done. */
  take(): void {
    const { hooks, connection, turn } = this.#options
    if (this.#state !== 'free' || !connection.isOnline || !hooks.isWanted()) return
    this.#state = 'joining'
    const run = this.#run
    turn(hooks.isOpen(), (done) => {
      if (run !== this.#run) return done()
      this.#ask(hooks.cursor(), done)
    })
  }

  leave(): void {
    const { connection, roomId } = this.#options
    if (this.#state === 'taken') connection.exchange('room.leave', { roomId }, () => undefined)
    this.lost()
  }

  #ask(cursor: number | null, done: () => void = () => undefined): void {
    const { connection, roomId, hooks, clock } = this.#options
    const run = this.#run
    connection.exchange('room.join', cursor === null ? { roomId } : { roomId, cursor }, (outcome) => {
      done()
      if (run !== this.#run) return
      if (outcome.ok) {
        const first = this.#state !== 'taken'
        this.#state = 'taken'
        return hooks.joined(outcome.payload, first ? cursor : hooks.cursor())
      }
      if (this.#state === 'taken') return
      this.#state = 'free'
      const { failed } = outcome
      if (isPassing(failed)) this.#cancelRetry = clock.after(failed.retryAfterMs ?? 1_000, () => this.take())
      else if (failed.code === 'not_found' || failed.code === 'forbidden') hooks.gone()
      else hooks.failed(failed)
    })
  }
}

import type { AckPayload } from '#protocol/frames/client'
import type { Media } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { failure, type RequestFailed } from '#sdk/failure'
import { patiently } from './patiently'

export type Joined = AckPayload<'call.join'>
export type CallState = AckPayload<'call.state'>

export type SeatOptions = {
  readonly roomId: string
  readonly connection: Connection
  readonly clock: Clock
  readonly media: () => Media
  readonly isOver: () => boolean
  /** A seat, the first or a new one after the old was lost. */
  readonly seated: (joined: Joined) => void
  /** After a new socket my seat is still there. */
  readonly kept: (state: CallState) => void
  /** The seat is gone; a new one is asked for. */
  readonly rejoining: () => void
  readonly failed: (error: RequestFailed) => void
}

const rejoinsInARow = 4

/** My place in the call on the server. Steps towards it run one after another: a cut in the middle of a join must not start a second one. */
export class Seat {
  readonly #options: SeatOptions
  #joined: Joined | null = null
  #joining = false
  #rejoins = 0
  #told = ''
  #busy: Promise<void> = Promise.resolve()

  constructor(options: SeatOptions) {
    this.#options = options
  }

  /** A seat is asked for, and the answer is not there yet. */
  get joining(): boolean {
    return this.#joining
  }

  get joined(): Joined | null {
    return this.#joined
  }

  join(): void {
    this.#queue(() => this.#join())
  }

  /** Is my seat still there? If not, another is taken. */
  recover(): void {
    if (this.#joined) this.#queue(() => this.#recover())
  }

  /** Whether a state of the call has me in it. */
  isIn({ callId, participants }: CallState): boolean {
    return callId === this.#joined?.callId && participants.some(({ participantId }) => participantId === this.#joined?.participantId)
  }

  /** Tells what I send, if that is news; told again with the next change or the next socket where it fails. */
  tellMedia(): void {
    const { connection, media } = this.#options
    const now = media()
    if (!this.#joined || JSON.stringify(now) === this.#told) return
    this.#told = JSON.stringify(now)
    connection.exchange('call.media', { callId: this.#joined.callId, media: now }, (outcome) => {
      if (!outcome.ok) this.#told = ''
    })
  }

  #queue(step: () => Promise<void>): void {
    const { isOver, failed } = this.#options
    this.#busy = this.#busy.then(() => (isOver() ? undefined : step())).catch((error: unknown) => failed(failure(error)))
  }

  async #join(): Promise<void> {
    const { connection, clock, roomId, isOver, seated } = this.#options
    const media = this.#options.media()
    this.#joining = true
    const joined = await patiently(connection, clock, isOver, () =>
      connection.request('call.join', { roomId, media }, { timeoutMs: 15_000 }),
    )
    if (!joined) return
    if (isOver()) return connection.exchange('call.leave', { callId: joined.callId }, () => undefined)
    this.#joining = false
    this.#joined = joined
    this.#told = JSON.stringify(media)
    seated(joined)
    this.tellMedia()
  }

  async #recover(): Promise<void> {
    const { connection, clock, roomId, isOver, kept } = this.#options
    const known = await patiently(connection, clock, isOver, () => connection.request('call.state', { roomId }))
    if (!known || isOver() || !this.#joined) return
    if (!this.isIn(known)) return this.#rejoin()
    this.#rejoins = 0
    kept(known)
    this.#told = ''
    this.tellMedia()
  }

  async #rejoin(): Promise<void> {
    if (++this.#rejoins > rejoinsInARow) throw new Error('The call was lost again and again')
    this.#options.rejoining()
    await this.#join()
  }
}

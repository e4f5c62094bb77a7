import type { Self } from '#actors/runtime/actor'
import { encodeEvent } from '#protocol/envelope'
import { Refused } from '#protocol/errors'
import type { CallArgs, CallMessage, CallState } from './messages'
import { CallJournal } from './journal'
import { CallMedia } from './call-media'
import { CallRecording } from './recording'
import { Ledger } from './ledger'
import { Ringing } from './ringing'
import { Roster, type Seat } from './roster'

/** Most people in a mesh that should be on the SFU, and could not move or cannot yet. */
const MESH_MAX = 8

/** Up to so many seats every change is told in its own turn; above that, of so long a moment together. */
const AT_ONCE = 8
export const STATE_MS = 100

/** What one part of a call does when somebody comes or goes. */
export type CallPart = {
  /** Somebody took a seat; they have their ack and everybody the call.state. Called again, after `again`, when they join once more. */
  joined?(seat: Seat): void
  /** Somebody who has a seat joins once more: they begin anew. */
  again?(seat: Seat): void
  /** A seat lost its socket. */
  gone?(seat: Seat): void
  /** A seat has a socket again, and is about to get the call.state. */
  back?(seat: Seat): void
  left?(seat: Seat): void
  /** A moderator turned the microphone of a seat off. */
  muted?(seat: Seat): void
  /** The topology or the conference in force changed, or a move failed. */
  moved?(): void
  /** The call is over. */
  end?(): void
}

/** One live call: who sits in it, and how they are told. What a call can do beyond that is in its parts. */
export class LiveCall {
  readonly self: Self<CallMessage>
  readonly args: CallArgs
  readonly roster = new Roster()
  readonly media: CallMedia
  readonly ringing: Ringing
  readonly #ledger: Ledger
  readonly recording: CallRecording
  readonly journal: CallJournal
  readonly #parts: readonly CallPart[]
  readonly #keptOut = new Map<string, number>()
  #stateDue = false
  joins = 0

  constructor(self: Self<CallMessage>, args: CallArgs) {
    this.self = self
    this.args = args
    this.media = new CallMedia(this)
    this.ringing = new Ringing(this)
    this.#ledger = new Ledger(this)
    this.recording = new CallRecording(this)
    this.journal = new CallJournal(this)
    this.#parts = [this.media, this.ringing, this.recording, this.journal, this.#ledger]
  }

  state(): CallState {
    const { callId, roomId } = this.args
    const { topology, epoch } = this.media.state
    const ringing = this.ringing.people
    return {
      callId,
      roomId,
      topology,
      epoch,
      participants: this.roster.participants(),
      ...(ringing.length > 0 ? { ringing: [...ringing] } : {}),
    }
  }

  /**
   * Everybody hears the state of the call. Above a few seats changes of one moment are told together: N people who join at once would
   * else be N lists of N to each of N.
   */
  tellState(): void {
    if (this.roster.size <= AT_ONCE) return this.tellStateNow()
    if (this.#stateDue) return
    this.#stateDue = true
    this.self.after(STATE_MS, { type: 'state-due' })
  }

  tellStateNow(): void {
    this.#stateDue = false
    this.tell(encodeEvent('call.state', this.state()))
  }

  tell(text: string): void {
    for (const seat of this.roster.all()) seat.outlet.send(text)
  }

  /** The seat of a session, or a refusal. */
  seatOf(sessionId: string): Seat {
    const seat = this.roster.ofSession(sessionId)
    if (!seat) throw new Refused('call_not_joined', 'join the call first')
    return seat
  }

  /** How many may sit here, as things stand. */
  get limit(): number {
    const { p2pMax, sfuMax, conferences, restarting } = this.args
    const { topology, failed } = this.media.state
    if (topology === 'sfu') return sfuMax
    const there = conferences() !== null
    if (!there && !restarting()) return p2pMax
    // a mesh that grows while the call moves is for a moment; one that could not move, or not yet, must not grow
    return failed || !there ? Math.min(sfuMax, Math.max(p2pMax, MESH_MAX)) : sfuMax
  }

  joined(seat: Seat): void {
    for (const part of this.#parts) part.joined?.(seat)
  }

  again(seat: Seat): void {
    for (const part of this.#parts) part.again?.(seat)
  }

  gone(seat: Seat): void {
    for (const part of this.#parts) part.gone?.(seat)
  }

  moved(): void {
    for (const part of this.#parts) part.moved?.()
  }

  back(seat: Seat): void {
    for (const part of this.#parts) part.back?.(seat)
    seat.outlet.send(encodeEvent('call.state', this.state()))
  }

  muted(seat: Seat): void {
    for (const part of this.#parts) part.muted?.(seat)
  }

  /** Refuses this person's joins for a while. */
  keepOut(userId: string, ms: number): void {
    this.#keptOut.set(userId, this.self.clock.now() + ms)
  }

  /** Invited again, whoever removed them. */
  letIn(userId: string): void {
    this.#keptOut.delete(userId)
  }

  isKeptOut(userId: string): boolean {
    return (this.#keptOut.get(userId) ?? 0) > this.self.clock.now()
  }

  free(seat: Seat): void {
    this.roster.free(seat)
    for (const part of this.#parts) part.left?.(seat)
    this.tellState()
    if (this.roster.size > 0) return
    // whoever joins while the last notes are written keeps the call
    this.#ledger.settled(() => this.roster.size === 0 && this.args.onEmpty(this.joins))
  }

  end(): void {
    for (const part of this.#parts) part.end?.()
  }
}

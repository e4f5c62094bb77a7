import { CallStats } from '#protocol/frames/call-stats'
import type { QualityRow } from '#src/data/quality'
import type { CallPart, LiveCall } from './live-call'
import type { Seat } from './roster'

/** Where calls say how they go; nothing here waits for it. */
export type Journal = {
  write(row: QualityRow): void
  measured(summary: CallStats): void
  /** Whether media came to somebody who was not alone; with the first picture's time where there was one. */
  setUp(outcome: 'connected' | 'failed', firstFrameMs?: number): void
  iceFailed(): void
}

/** Seats that had company for less than this say nothing of whether calls come about. */
const judgedAfterMs = 10_000

/** A client measures every ten seconds; what it says more often than this is not written. */
const writtenEveryMs = 1_000

/** The story of one call for those who ask later why it was bad: what happened to each seat, and what its client measured. */
export class CallJournal implements CallPart {
  readonly #call: LiveCall
  /** Seats that had company: since when, and whether media has come to them. */
  readonly #accompanied = new Map<string, { readonly since: number; reached: boolean }>()
  /** When what a seat's client measured was written last. */
  readonly #writtenAt = new Map<string, number>()

  constructor(call: LiveCall) {
    this.#call = call
  }

  joined(seat: Seat): void {
    this.#write(seat, 'joined')
    if (this.#call.roster.size < 2) return
    const since = this.#call.self.clock.now()
    for (const { participantId } of this.#call.roster.all())
      if (!this.#accompanied.has(participantId)) this.#accompanied.set(participantId, { since, reached: false })
  }

  gone(seat: Seat): void {
    this.#write(seat, 'lost')
  }

  back(seat: Seat): void {
    this.#write(seat, 'back')
  }

  left(seat: Seat): void {
    this.#write(seat, 'left')
    this.#writtenAt.delete(seat.participantId)
    this.#judge(seat.participantId)
  }

  moved(): void {
    const { topology, epoch, failed } = this.#call.media.state
    for (const seat of this.#call.roster.all()) this.#write(seat, failed ? 'move-failed' : 'moved', { topology, epoch })
  }

  end(): void {
    for (const participantId of [...this.#accompanied.keys()]) this.#judge(participantId)
  }

  /** What a seat's client measured over its last ten seconds. */
  stats(seat: Seat, said: CallStats): void {
    const summary = measuredOf(said)
    const now = this.#call.self.clock.now()
    if (now - (this.#writtenAt.get(seat.participantId) ?? Number.NEGATIVE_INFINITY) >= writtenEveryMs) {
      this.#writtenAt.set(seat.participantId, now)
      this.#write(seat, 'stats', summary)
      this.#journal?.measured(summary)
    }
    const known = this.#accompanied.get(seat.participantId)
    if (!known || known.reached || !summary.peers || !summary.receiveBitrate) return
    known.reached = true
    // every summary tells of the first picture: it counts once
    this.#journal?.setUp('connected', summary.firstFrameMs)
  }

  get #journal(): Journal | undefined {
    return this.#call.args.journal
  }

  #judge(participantId: string): void {
    const known = this.#accompanied.get(participantId)
    this.#accompanied.delete(participantId)
    if (known && !known.reached && this.#call.self.clock.now() - known.since >= judgedAfterMs) this.#journal?.setUp('failed')
  }

  #write({ participantId, user }: Seat, kind: QualityRow['kind'], body: object = {}): void {
    const { callId } = this.#call.args
    this.#journal?.write({ callId, participantId, userId: user.id, at: new Date().toISOString(), kind, body })
  }
}

const measures = Object.keys(CallStats.properties)

/** What the contract names, and nothing else: this is kept for a month. */
const measuredOf = (said: CallStats): CallStats => Object.fromEntries(Object.entries(said).filter(([name]) => measures.includes(name)))

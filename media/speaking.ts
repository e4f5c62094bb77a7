import type { Cancel, Clock } from '#actors/runtime/clock'
import type { PeerId } from './conference'
import { Loudness, type Volume } from './loudness'
import { AUDIO_OF_ALL, FIRST_PICTURES } from './policy'

export type SpeakingOptions = {
  readonly clock: Clock
  /**
   * At every change of who speaks, at most 4 a second; while nothing changes every five seconds, and within one of somebody's coming; nobody,
   * once, when it has fallen silent.
   */
  readonly report: (speakers: readonly Volume[]) => void
  /** Others are heard, or others spoke last. */
  readonly changed: () => void
}

const REPORT_MS = 250
/** So often the same speakers are reported again, for whoever missed it. */
const AGAIN_MS = 5_000
/** So soon, for whoever came meanwhile. */
const NEWCOMER_MS = 1_000
/** Whoever was heard so lately speaks: longer than the observers of two routers need to say so. */
const LATELY_MS = 400

/** Who speaks in a conference: reports it, and says who is heard and shown for it. Costs nothing while nobody speaks. */
export class Speaking {
  readonly #options: SpeakingOptions
  readonly #loudness = new Loudness()
  #audible: ReadonlySet<PeerId> | null = null
  #recent: ReadonlySet<PeerId> = new Set()
  #crowd = 0
  /** Somebody came who was not told yet. */
  #newcomer = false
  #reportedAt = Number.NEGATIVE_INFINITY
  /** Who spoke in the last report, the dominant one first. */
  #reported = ''
  #cancel: Cancel | null = null

  constructor(options: SpeakingOptions) {
    this.#options = options
  }

  /** Who is heard; null: everybody. */
  get audible(): ReadonlySet<PeerId> | null {
    return this.#audible
  }

  /** Who spoke last. */
  get recent(): ReadonlySet<PeerId> {
    return this.#recent
  }

  volumes(volumes: readonly Volume[]): void {
    this.#loudness.hear(volumes, this.#options.clock.now())
    this.#weigh()
    if (this.#options.clock.now() - this.#reportedAt >= REPORT_MS) this.#report()
    this.#rest(REPORT_MS)
  }

  dominant(participantId: PeerId): void {
    this.#loudness.dominate(participantId)
  }

  /** How many peers there are now, and who of them left. */
  crowd(count: number, left?: PeerId): void {
    if (count > this.#crowd) this.#newcomer = true
    this.#crowd = count
    if (left !== undefined) this.#loudness.forget(left)
    this.#weigh()
  }

  stop(): void {
    this.#cancel?.()
  }

  readonly #tick = (): void => {
    this.#cancel = null
    this.#report()
    this.#weigh()
    const until = this.#audible === null ? null : this.#loudness.until()
    if (this.#reported !== '') this.#rest(REPORT_MS)
    else if (until !== null) this.#rest(Math.max(REPORT_MS, until - this.#options.clock.now() + 1))
  }

  /** Looks again if no word comes for so long: who spoke has fallen silent, or gives up the place among the loudest. */
  #rest(ms: number): void {
    this.#cancel?.()
    this.#cancel = this.#options.clock.after(ms, this.#tick)
  }

  #report(): void {
    const now = this.#options.clock.now()
    const speakers = this.#loudness.speakers(now - LATELY_MS)
    const [first, ...others] = speakers.map(({ participantId }) => participantId)
    const reported = [first, ...others.toSorted()].join(' ')
    const again = this.#newcomer ? NEWCOMER_MS : AGAIN_MS
    if (reported === this.#reported && (reported === '' || now - this.#reportedAt < again)) return
    this.#newcomer = false
    this.#reported = reported
    this.#reportedAt = now
    this.#options.report(speakers)
  }

  #weigh(): void {
    const audible = this.#crowd > AUDIO_OF_ALL ? this.#loudness.loudest(this.#options.clock.now()) : null
    const recent = this.#loudness.recent(FIRST_PICTURES)
    const same = audible === this.#audible && recent.size === this.#recent.size && recent.isSubsetOf(this.#recent)
    this.#audible = audible
    this.#recent = recent
    if (!same) this.#options.changed()
  }
}

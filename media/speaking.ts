import type { Cancel, Clock } from '#actors/runtime/clock'
import type { PeerId } from './conference'
import { Loudness, type Volume } from './loudness'
import { AUDIO_OF_ALL, FIRST_PICTURES } from './policy'

export type SpeakingOptions = {
  readonly clock: Clock
  /** At every change of who speaks, at most 4 a second, and once a second while nothing changes; nobody, once, when it has fallen silent. */
  readonly report: (speakers: readonly Volume[]) => void
  /** Others are heard, or others spoke last. */
  readonly changed: () => void
}

const REPORT_MS = 250
/** So often the same speakers are reported again, for whoever came meanwhile. */
const AGAIN_MS = 1_000
/** Whoever was heard so lately speaks: longer than the observers of two routers need to say so. */
const LATELY_MS = 400

/** Who speaks in a conference: reports it, and says who is heard and shown for it. Costs nothing while nobody speaks. */
export class Speaking {
  readonly #options: SpeakingOptions
  readonly #loudness = new Loudness()
  #audible: ReadonlySet<PeerId> | null = null
  #recent: ReadonlySet<PeerId> = new Set()
  #crowd = 0
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
    this.#cancel ??= this.#options.clock.after(REPORT_MS, this.#tick)
  }

  dominant(participantId: PeerId): void {
    this.#loudness.dominate(participantId)
  }

  /** How many peers there are now, and who of them left. */
  crowd(count: number, left?: PeerId): void {
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
    if (this.#reported !== '' || this.#loudness.loudest(this.#options.clock.now()).size > 0)
      this.#cancel = this.#options.clock.after(REPORT_MS, this.#tick)
  }

  #report(): void {
    const now = this.#options.clock.now()
    const speakers = this.#loudness.speakers(now - LATELY_MS)
    const [first, ...others] = speakers.map(({ participantId }) => participantId)
    const reported = [first, ...others.toSorted()].join(' ')
    if (reported === this.#reported && (reported === '' || now - this.#reportedAt < AGAIN_MS)) return
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

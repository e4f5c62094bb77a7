import type { Clock } from '#sdk/clock'
import { Value } from '#sdk/observable'
import type { MediaPort } from './media-port'

const everyMs = 100
const speakingAbove = 0.06
const holdMs = 600

export type LevelSource = { ids(): readonly string[]; read(participantId: string): number }

/** How loud everybody is, ten times a second, and who speaks: a short silence does not end speaking. */
export class Levels {
  readonly values = new Value<ReadonlyMap<string, number>>(new Map())
  readonly #clock: Clock
  readonly #source: LevelSource
  readonly #speakersChanged: () => void
  readonly #heard = new Map<string, number>()
  #speaking: ReadonlySet<string> = new Set()
  #cancel = (): void => undefined

  constructor(clock: Clock, source: LevelSource, speakersChanged: () => void) {
    this.#clock = clock
    this.#source = source
    this.#speakersChanged = speakersChanged
  }

  start(): void {
    this.#cancel()
    this.#cancel = this.#clock.after(everyMs, () => {
      this.#measure()
      this.start()
    })
  }

  isSpeaking(participantId: string): boolean {
    return this.#speaking.has(participantId)
  }

  stop(): void {
    this.#cancel()
  }

  #measure(): void {
    const now = this.#clock.now()
    const levels = new Map(this.#source.ids().map((id) => [id, this.#source.read(id)] as const))
    for (const [id, level] of levels) if (level > speakingAbove) this.#heard.set(id, now)
    const speaking = new Set([...levels.keys()].filter((id) => now - (this.#heard.get(id) ?? 0) < holdMs))
    const before = this.values.getSnapshot()
    if (levels.size !== before.size || [...levels].some(([id, level]) => Math.abs(level - (before.get(id) ?? 0)) > 0.01))
      this.values.set(levels)
    if (speaking.size === this.#speaking.size && [...speaking].every((id) => this.#speaking.has(id))) return
    this.#speaking = speaking
    this.#speakersChanged()
  }
}

/** Measures whichever track is my microphone now. */
export class TrackMeter {
  readonly #port: Pick<MediaPort, 'meter'>
  #track: MediaStreamTrack | null = null
  #meter: ReturnType<MediaPort['meter']> = null

  constructor(port: Pick<MediaPort, 'meter'>) {
    this.#port = port
  }

  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track) return
    this.#meter?.close()
    this.#track = track
    this.#meter = track && this.#port.meter(track)
  }

  read(): number {
    return this.#meter?.read() ?? 0
  }
}

import type { PeerId } from './conference'
import { LOUDEST } from './policy'

export type Volume = { readonly participantId: PeerId; readonly volume: number }

/** Whoever was silent so long gives up the place among the loudest: DTX of silence is then not forwarded at all. */
const HOLD_MS = 30_000
/** How much louder one must be to take the place of one who is heard already. dB. */
const MARGIN = 6
/** Beyond it somebody is not speaking any more. */
const SPEAKING_MS = 1_000
const SILENCE = -127

/** Who speaks, of one conference: told by the observers of its routers, asked by the policy. Times are given, nothing here reads a clock. */
export class Loudness {
  readonly #heard = new Map<PeerId, { at: number; volume: number }>()
  #dominant: PeerId | null = null
  #loudest: ReadonlySet<PeerId> = new Set()

  hear(volumes: readonly Volume[], now: number): void {
    for (const { participantId, volume } of volumes) {
      // put last: the map is in order of the last word
      this.#heard.delete(participantId)
      this.#heard.set(participantId, { at: now, volume })
    }
  }

  dominate(participantId: PeerId): void {
    this.#dominant = participantId
  }

  forget(participantId: PeerId): void {
    this.#heard.delete(participantId)
    if (this.#dominant === participantId) this.#dominant = null
  }

  /** Those heard since `since`, the dominant one first, then the louder ones. */
  speakers(since: number): readonly Volume[] {
    const speaking = [...this.#heard].filter(([, { at }]) => at > since).map(([participantId, { volume }]) => ({ participantId, volume }))
    const rank = (one: Volume): number => (one.participantId === this.#dominant ? 1 : one.volume)
    return speaking.toSorted((a, b) => rank(b) - rank(a))
  }

  /** Who spoke last, up to `count`. */
  recent(count: number): ReadonlySet<PeerId> {
    return new Set([...this.#heard.keys()].toReversed().slice(0, count))
  }

  /** When the first of the loudest gives up the place, if nobody says a word; null: there are none. */
  until(): number | null {
    let first: number | null = null
    for (const participantId of this.#loudest) {
      const end = (this.#heard.get(participantId)?.at ?? 0) + HOLD_MS
      first = Math.min(first ?? end, end)
    }
    return first
  }

  /** The loudest few; the same set as before while nobody came or went. */
  loudest(now: number): ReadonlySet<PeerId> {
    const strength = (participantId: PeerId, { at, volume }: { at: number; volume: number }): number =>
      (now - at > SPEAKING_MS ? SILENCE : volume) + (this.#loudest.has(participantId) ? MARGIN : 0)
    const chosen = [...this.#heard]
      .filter(([, { at }]) => now - at <= HOLD_MS)
      .map(([participantId, one]) => ({ participantId, strength: strength(participantId, one) }))
      .toSorted((a, b) => b.strength - a.strength)
      .slice(0, LOUDEST)
      .map(({ participantId }) => participantId)
    const same = chosen.length === this.#loudest.size && chosen.every((participantId) => this.#loudest.has(participantId))
    if (!same) this.#loudest = new Set(chosen)
    return this.#loudest
  }
}

import type { CallParticipant } from '#sdk/calls/snapshot'

/** One picture on the stage: a person, or the screen a person shares. */
export type Item = { readonly key: string; readonly kind: 'camera' | 'screen'; readonly one: CallParticipant }

export type Arrangement = {
  /** What is large; null where all are equal. */
  readonly main: Item | null
  readonly rest: readonly Item[]
  /** How many people are in the call and not among the tiles. */
  readonly hidden: number
}

export type Wish = {
  readonly people: readonly CallParticipant[]
  readonly view: 'grid' | 'speaker'
  /** Key of what I made large. */
  readonly pinned: string | null
  /** The participant who spoke last, not me. */
  readonly speaker: string | null
  /** How many tiles there is room for. */
  readonly room: number
}

/** Keys of one person's pictures. */
export const keyOf = (kind: Item['kind'], participantId: string): string => `${kind}:${participantId}`

/**
 * What is large and what is small: a pin first, then the newest screen of another, then (in speaker view) who spoke last. Where not
 * all fit, those who share, speak or have a camera on stay.
 */
export function arrange({ people, view, pinned, speaker, room }: Wish): Arrangement {
  const cameras = people.map((one): Item => ({ key: keyOf('camera', one.participantId), kind: 'camera', one }))
  const screens = people
    .filter(({ screen }) => screen !== null)
    .map((one): Item => ({ key: keyOf('screen', one.participantId), kind: 'screen', one }))
  const all = [...screens, ...cameras]
  const main =
    all.find(({ key }) => key === pinned) ??
    screens.findLast(({ one }) => !one.self) ??
    (view === 'speaker' ? (cameras.find(({ one }) => one.participantId === speaker) ?? cameras.find(({ one }) => !one.self)) : undefined) ??
    null
  const small = all.filter((item) => item !== main)
  const space = Math.max(1, main === null ? room : room - 1)
  if (small.length <= space) return { main, rest: small, hidden: 0 }
  const kept = new Set(small.toSorted((a, b) => weight(b) - weight(a)).slice(0, space))
  return { main, rest: small.filter((item) => kept.has(item)), hidden: small.length - space }
}

function weight({ kind, one }: Item): number {
  return (kind === 'screen' ? 8 : 0) + (one.speaking ? 4 : 0) + (one.media.video ? 2 : 0) + (one.media.audio ? 1 : 0)
}

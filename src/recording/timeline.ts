import type { JournalEntry, RecordingFacts, TrackEntry } from './journal'

type Span = { readonly from: number; readonly to: number }

/** One track, in ms since the recording began. */
export type Track = {
  readonly number: number
  readonly file: string
  readonly participantId: string
  readonly userId: string | null
  readonly name: string
  readonly source: 'mic' | 'camera' | 'screen' | 'screen-audio'
  readonly kind: 'audio' | 'video'
  readonly codec: string
  readonly from: number
  readonly to: number
  /** When its sender did not pause. */
  readonly shown: readonly Span[]
}

export type Timeline = { readonly facts: RecordingFacts; readonly durationMs: number; readonly tracks: readonly Track[] }

/**
 * What was recorded when. `lengths` says how long, in ms, what the file of a track holds can be played; tracks without it hold nothing.
 * A recording that was cut off ends where its last track does.
 */
export function timelineOf(entries: readonly JournalEntry[], lengths: ReadonlyMap<number, number>): Timeline | null {
  const facts = entries.find((entry) => entry.type === 'recording')
  if (!facts) return null
  const people = new Map(entries.flatMap((entry) => (entry.type === 'person' ? [[entry.participantId, entry] as const] : [])))
  const tracks = entries.flatMap((entry) => {
    if (entry.type !== 'track') return []
    const length = lengths.get(entry.track)
    const own = entries.filter((one): one is TrackEntry => 'track' in one && one.track === entry.track)
    const from = own.find(({ type }) => type === 'first')?.at
    if (length === undefined || from === undefined) return []
    const to = Math.max(from, own.find(({ type }) => type === 'ended')?.at ?? from + length)
    const person = people.get(entry.participantId)
    const { track: number, file, participantId, source, kind, codec } = entry
    const shown = spansOf(own, from, to)
    return [{ number, file, participantId, userId: person?.userId ?? null, name: person?.name ?? '', source, kind, codec, from, to, shown }]
  })
  const stopped = entries.find((entry) => entry.type === 'stopped')
  const durationMs = Math.round(stopped?.at ?? Math.max(0, ...tracks.map(({ to }) => to)))
  const { type: _, ...rest } = facts
  return { facts: rest, durationMs, tracks }
}

function spansOf(own: readonly TrackEntry[], from: number, to: number): Span[] {
  const spans: Span[] = []
  // it flows with its first packet, whatever was said before
  let since: number | null = from
  for (const { type, at } of own) {
    if (at <= from || at >= to) continue
    if (type === 'paused' && since !== null) {
      spans.push({ from: since, to: at })
      since = null
    } else if (type === 'resumed') since ??= at
  }
  if (since !== null) spans.push({ from: since, to })
  return spans
}

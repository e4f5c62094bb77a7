import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ffmpeg } from './ffmpeg'
import type { JournalEntry } from './journal'
import { canvasFor } from './layout'
import { evenArguments, mendArguments, mixArguments, partType, posterArguments } from './mix'
import { type Timeline, timelineOf, type Track } from './timeline'

/** What is to be published: paths of finished files. */
export type Produced = {
  readonly timeline: Timeline
  readonly mix: { readonly path: string; readonly durationMs: number; readonly width: number | null; readonly height: number | null }
  readonly poster: string | null
  readonly parts: readonly { readonly track: Track; readonly path: string; readonly durationMs: number }[]
}

/** There is nothing in it that could be played. */
export class NothingRecorded extends Error {
  override readonly name = 'NothingRecorded'
}

const threads = Math.max(1, Math.floor(navigator.hardwareConcurrency / 2))

/** Makes of the tracks in a folder one file, a poster and mended tracks, in `work` below it. */
export async function produce(
  folder: string,
  work: string,
  entries: readonly JournalEntry[],
  ffmpeg: Ffmpeg,
  progress: (done: number) => void,
): Promise<Produced> {
  await mkdir(work, { recursive: true })
  const { timeline, mended } = await mend(folder, work, entries, ffmpeg)
  const videos = timeline.tracks.filter(({ kind }) => kind === 'video')
  const whole = videos.reduce((sum, { from, to }) => sum + to - from, 0) + timeline.durationMs
  let done = 0
  const step = (ms: number) => progress(Math.min(0.99, (done + ms) / Math.max(1, whole)))

  const evened = new Map<number, string>()
  const canvas = canvasFor(videos)
  for (const { number, from, to } of videos) {
    const path = join(work, `even-${number}.mkv`)
    await ffmpeg.run(evenArguments(mended.get(number)?.path ?? '', path, canvas, threads), step)
    if ((await ffmpeg.probe(path)) !== null) evened.set(number, path)
    done += to - from
  }
  const mixed = join(work, 'mix.mp4')
  const sources = { ...timeline, tracks: timeline.tracks.map((track) => ({ ...track, file: mended.get(track.number)?.name ?? '' })) }
  const count = (type: JournalEntry['type']) => entries.filter((entry) => entry.type === type).length
  // a mix that failed once is tried again without what can be left out
  const names = count('attempt') === count('interrupted') && (await ffmpeg.writes())
  const args = mixArguments(sources, work, evened, mixed, { threads, names })
  if (!args) throw new NothingRecorded('nothing was recorded')
  await ffmpeg.run(args, step)
  const probed = await ffmpeg.probe(mixed)
  if (!probed) throw new Error('what was mixed cannot be played')
  const poster = probed.width === null ? null : join(work, 'poster.jpg')
  if (poster) await ffmpeg.run(posterArguments(mixed, poster, probed.durationMs))
  const parts = timeline.tracks.flatMap((track) => {
    const file = mended.get(track.number)
    return file ? [{ track, path: file.path, durationMs: file.durationMs }] : []
  })
  return { timeline, mix: { path: mixed, ...probed }, poster, parts }
}

type Mended = { readonly name: string; readonly path: string; readonly durationMs: number }

/** Tracks that can be played, with an index, and when they were. A track that holds nothing is left out. */
async function mend(folder: string, work: string, entries: readonly JournalEntry[], ffmpeg: Ffmpeg) {
  const mended = new Map<number, Mended>()
  for (const entry of entries) {
    if (entry.type !== 'track') continue
    const name = `${entry.track}.${partType(entry).extension}`
    const path = join(work, name)
    // a file that was cut off in the middle of a packet is copied up to there, and complained about
    await ffmpeg.run(mendArguments(join(folder, entry.file), path)).catch(() => {})
    const probed = await ffmpeg.probe(path)
    if (probed) mended.set(entry.track, { name, path, durationMs: Math.round(probed.durationMs) })
  }
  const timeline = timelineOf(entries, new Map([...mended].map(([track, { durationMs }]) => [track, durationMs])))
  if (!timeline) throw new NothingRecorded('the journal says nothing')
  return { timeline, mended }
}

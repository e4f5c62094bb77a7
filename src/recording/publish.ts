import { second } from '#src/base/durations'
import { uuid } from '#src/base/ids'
import type { Data } from '#src/data/data'
import type { NewFile } from '#src/data/files'
import { type FileStore, posterName } from '#src/files/store'
import { partType } from './mix'
import type { Produced } from './produce'
import type { RecordingFacts } from './journal'
import type { Track } from './timeline'

/** A database that does not answer is asked so often, with a pause that grows: what took minutes to make is not left lying for seconds of trouble. */
const tries = 6
const pause = 2 * second

/** Makes what was produced a file of the room, whose id is the recording's: published twice it is one file all the same. */
export async function publish(
  { timeline, mix, poster, parts }: Produced,
  data: Pick<Data, 'append'>,
  store: FileStore,
  pauseMs = pause,
): Promise<string> {
  const { facts } = timeline
  const { bytes } = await store.put(facts.recordingId, Bun.file(mix.path))
  if (poster) await store.put(posterName(facts.recordingId), Bun.file(poster))
  const tracks: NewFile[] = []
  for (const { track, path, durationMs } of parts) {
    const id = uuid()
    const kept = await store.put(id, Bun.file(path))
    const { extension, contentType } = partType(track)
    const createdBy = track.userId === null ? {} : { createdBy: track.userId }
    tracks.push({ id, kind: 'track', name: partName(track, extension), contentType, ...kept, ...createdBy, durationMs })
  }
  const { width, height } = mix
  const picture = width !== null && height !== null ? { width, height } : null
  const file: NewFile = {
    id: facts.recordingId,
    kind: 'recording',
    name: `${stamp(facts)}.${picture ? 'mp4' : 'm4a'}`,
    contentType: picture ? 'video/mp4' : 'audio/mp4',
    bytes,
    callId: facts.callId,
    createdBy: facts.startedBy,
    createdAt: facts.startedAt,
    durationMs: Math.round(mix.durationMs),
    poster: poster !== null,
    ...picture,
  }
  for (let tried = 1; ; tried += 1) {
    const { outcomes } = await data.append.room(facts.roomId, [{ type: 'file.add', file, parts: tracks }])
    const [outcome] = outcomes
    if (outcome?.ok) return facts.recordingId
    if (outcome?.code !== 'unavailable' || tried === tries)
      throw new Error(`the recording cannot be published: ${outcome ? outcome.message : 'no answer'}`)
    await Bun.sleep(pauseMs * tried)
  }
}

/** `recording-2026-11-21-12-40` by the server's clock in UTC. */
const stamp = ({ startedAt }: RecordingFacts): string => `recording-${startedAt.slice(0, 16).replace(/[T:]/g, '-')}`

/** Whose, of what, and when it begins in the recording. */
function partName({ name, source, from, number }: Track, extension: string): string {
  const who = name.replace(/[\p{Cc}\\/:*?"<>|]/gu, ' ').trim() || 'participant'
  return `${number} ${who} ${source} ${(from / 1000).toFixed(1)}s.${extension}`
}

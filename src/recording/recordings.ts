import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '#src/base/log'
import type { Data } from '#src/data/data'
import type { FileStore } from '#src/files/store'
import { ffmpegLacks, openFfmpeg } from './ffmpeg'
import { type Journal, type JournalEntry, openJournal, readJournal, type RecordingFacts, type TrackEntry } from './journal'
import { NothingRecorded, produce } from './produce'
import { publish } from './publish'

/** How the finishing of a recording fares. */
export type Finishing =
  | { readonly phase: 'finishing'; readonly progress: number }
  | { readonly phase: 'ready'; readonly fileId: string }
  | { readonly phase: 'failed' }

/** One recording that goes on. */
export type OpenRecording = {
  /** Where its tracks go. */
  readonly folder: string
  /** Ms since it began. */
  now(): number
  /** Notes what became of a track; it is on disk when this returns. */
  note(entry: TrackEntry): void
  /** Whose tracks these are. */
  person(participantId: string, user: { readonly id: string; readonly name: string }): void
  /** It lasts until this moment. */
  stopped(): void
  /** Every track is closed: make the file. Never throws. */
  finish(heard: (state: Finishing) => void): void
}

export type Recordings = {
  /** Why there are none here, or null. */
  lacks(): string | null
  begin(facts: Omit<RecordingFacts, 'startedAt'>): Promise<OpenRecording>
  /** Finishes what an earlier process left. */
  recover(): Promise<void>
  /** Resolves when nothing is being finished. */
  settled(): Promise<void>
  /** Leaves what is unfinished to the next start. */
  close(): void
}

export type RecordingsOptions = {
  readonly folder: string
  readonly ffmpeg: string
  readonly data: Pick<Data, 'append'>
  readonly store: FileStore
  readonly log: Log
}

/** A recording that could not be finished this often stays where it is, for whoever runs the server. */
const ATTEMPTS_MAX = 4
const WRITERS_MS = 3_000

/** Recordings of this node: each a folder with a journal until its file is published. One is finished at a time. */
export function openRecordings({ folder: root, ffmpeg: path, data, store, log }: RecordingsOptions): Recordings {
  let lacks: string | null = 'ffmpeg is being looked for'
  // the server is up before
  const looked = ffmpegLacks(path).then((found) => {
    lacks = found
    if (found !== null) log.info({ reason: found }, 'calls cannot be recorded')
  })
  const ffmpeg = openFfmpeg(path)
  let queue: Promise<void> = Promise.resolve()
  let closed = false

  async function finish(folder: string, heard: (state: Finishing) => void): Promise<void> {
    if (closed) return
    const entries = readJournal(folder)
    const count = (what: string): number => entries.filter(({ type }) => type === what).length
    const attempts = count('attempt') - count('interrupted')
    if (attempts >= ATTEMPTS_MAX) return
    noteIn(folder, { type: 'attempt' })
    const work = join(folder, `work-${attempts + 1}`)
    const started = performance.now()
    try {
      heard({ phase: 'finishing', progress: 0 })
      await forgetWork(folder)
      const produced = await produce(folder, work, entries, ffmpeg, (progress) => heard({ phase: 'finishing', progress }))
      const fileId = await publish(produced, data, store)
      await rm(folder, { recursive: true, force: true })
      log.info({ fileId, ms: Math.round(performance.now() - started) }, 'a recording is published')
      heard({ phase: 'ready', fileId })
    } catch (error) {
      if (closed) return noteIn(folder, { type: 'interrupted' })
      if (error instanceof NothingRecorded) await rm(folder, { recursive: true, force: true })
      log.error({ err: error, folder }, 'a recording could not be finished')
      heard({ phase: 'failed' })
    }
  }

  const enqueue = (folder: string, heard: (state: Finishing) => void): void => {
    queue = queue.then(() => finish(folder, heard)).catch((error: unknown) => log.error({ err: error, folder }, 'finishing broke'))
  }

  return {
    lacks: () => lacks,
    async begin(facts) {
      const folder = join(root, facts.recordingId)
      await mkdir(folder, { recursive: true })
      const journal = openJournal(folder)
      journal.write({ type: 'recording', ...facts, startedAt: new Date().toISOString() })
      const began = performance.now()
      return opened(folder, journal, () => performance.now() - began, enqueue, log)
    },
    async recover() {
      await looked
      const names = await readdir(root).catch(() => [])
      for (const name of names.toSorted()) {
        const folder = join(root, name)
        await writersGone(folder)
        if (lacks === null) enqueue(folder, () => {})
        else log.warn({ folder, lacks }, 'a recording waits to be finished')
      }
    },
    settled: () => queue,
    close() {
      closed = true
      ffmpeg.stop()
    },
  }
}

type Enqueue = (folder: string, heard: (state: Finishing) => void) => void

function opened(folder: string, journal: Journal, now: () => number, enqueue: Enqueue, log: Log): OpenRecording {
  const write: Journal['write'] = (entry) => {
    try {
      journal.write(entry)
    } catch (error) {
      // a full disk ends the recording's usefulness, not the call
      log.error({ err: error, folder }, 'the journal of a recording cannot be written')
    }
  }
  return {
    folder,
    now,
    note: write,
    person: (participantId, { id, name }) => write({ type: 'person', participantId, userId: id, name }),
    stopped: () => write({ type: 'stopped', at: now() }),
    finish(heard) {
      journal.close()
      enqueue(folder, heard)
    },
  }
}

function noteIn(folder: string, entry: JournalEntry): void {
  const journal = openJournal(folder)
  journal.write(entry)
  journal.close()
}

/** What an attempt that was cut off left. */
async function forgetWork(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.startsWith('work-')) await rm(join(folder, name), { recursive: true, force: true })
}

/** Waits until the programs that wrote the tracks have seen that their server is gone. */
async function writersGone(folder: string): Promise<void> {
  const pids = readJournal(folder).flatMap((entry) => (entry.type === 'track' ? [entry.pid] : []))
  const until = performance.now() + WRITERS_MS
  while (pids.some(alive) && performance.now() < until) await Bun.sleep(50)
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** What became of a track; `at` is in ms since the recording began. The recorder of `media` notes these. */
export type TrackEntry =
  | {
      readonly type: 'track'
      readonly track: number
      readonly at: number
      readonly file: string
      readonly participantId: string
      readonly source: 'mic' | 'camera' | 'screen' | 'screen-audio'
      readonly kind: 'audio' | 'video'
      readonly codec: string
      readonly paused: boolean
      readonly pid: number
    }
  | { readonly type: 'first' | 'paused' | 'resumed' | 'ended'; readonly track: number; readonly at: number }

/** What a recording is of, written before anything else. */
export type RecordingFacts = {
  readonly recordingId: string
  readonly callId: string
  readonly roomId: string
  readonly startedBy: string
  readonly startedAt: string
}

export type JournalEntry =
  | ({ readonly type: 'recording' } & RecordingFacts)
  | { readonly type: 'person'; readonly participantId: string; readonly userId: string; readonly name: string }
  | TrackEntry
  | { readonly type: 'stopped'; readonly at: number }
  /** Finishing was begun; one that never comes to its end is given up. */
  | { readonly type: 'attempt' }
  /** The server ended in the middle of it: that attempt does not count. */
  | { readonly type: 'interrupted' }

/** The journal of one recording: all that is needed to finish it after a crash. Each entry is on disk when `write` returns. */
export type Journal = { write(entry: JournalEntry): void; close(): void }

const fileIn = (folder: string): string => join(folder, 'journal.jsonl')

export function openJournal(folder: string): Journal {
  const file = openSync(fileIn(folder), 'a')
  let closed = false
  return {
    write(entry) {
      if (closed) return
      writeSync(file, `${JSON.stringify(entry)}\n`)
      fsyncSync(file)
    },
    close() {
      if (closed) return
      closed = true
      closeSync(file)
    },
  }
}

/** What was noted, as far as it was written. */
export function readJournal(folder: string): JournalEntry[] {
  let text: string
  try {
    text = readFileSync(fileIn(folder), 'utf8')
  } catch {
    return []
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as JournalEntry]
    } catch {
      // the last line, which a crash cut off
      return []
    }
  })
}

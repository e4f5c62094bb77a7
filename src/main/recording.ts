import { join } from 'node:path'
import type { CallRecorder, LiveRecording } from '#actors/call/recorder'
import { Recorder } from '#media/recorder'
import type { Config } from '#src/base/config'
import type { Log } from '#src/base/log'
import type { Data } from '#src/data/data'
import type { FileStore } from '#src/files/store'
import { openRecordings } from '#src/recording/recordings'

export type Recording = {
  /** What calls of this node record with. */
  recorder(): CallRecorder
  stop(): void
}

export type RecordingPorts = { readonly config: Config; readonly data: Data; readonly files: FileStore; readonly log: Log }

/** Recording on this node: `media` writes tracks, `src/recording` makes a file of them. What a crash left is finished from here on. */
export function openRecording({ config, data, files, log }: RecordingPorts): Recording {
  const { ffmpeg } = config
  const recordings = openRecordings({ folder: join(config.dataDir, 'recordings'), ffmpeg, data, store: files, log })
  void recordings.recover().catch((error: unknown) => log.error({ err: error }, 'recordings of before cannot be finished'))

  const begin: Extract<CallRecorder, { begin: unknown }>['begin'] = async (facts, heard) => {
    const open = await recordings.begin(facts)
    const recorder = new Recorder({ folder: open.folder, ffmpeg, now: open.now, note: open.note, log })
    let stopped = false
    return {
      attach: (conference) => recorder.attach(conference),
      include(participantId, user) {
        open.person(participantId, user)
        recorder.include(participantId)
      },
      exclude: (participantId) => recorder.exclude(participantId),
      stop() {
        if (stopped) return
        stopped = true
        open.stopped()
        void recorder.stop().finally(() => open.finish(heard))
      },
    } satisfies LiveRecording
  }
  const recorder = (): CallRecorder => {
    const lacks = recordings.lacks()
    return lacks === null ? { begin } : { lacks: `this server does not record: ${lacks}` }
  }
  return { recorder, stop: () => recordings.close() }
}

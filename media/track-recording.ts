import type { Log } from '#src/base/log'
import type { Conference, ProducerInfo, Tap } from './conference'
import { portPair, recordable, sdpOf, type TrackNote } from './tracks'
import { type TrackWriter, writeTrack } from './track-writer'

export type TrackPorts = {
  readonly conference: Conference
  readonly number: number
  /** Where the files go. */
  readonly folder: string
  readonly ffmpeg: string
  /** Ms since the recording began. */
  readonly now: () => number
  /** Keeps a note; it is on disk when this returns. */
  readonly note: (note: TrackNote) => void
  readonly log?: Log
  /** Where two free ports come from. */
  readonly ports?: typeof portPair
}

/** A picture whose sender is slow with the key frame it was asked for is asked again this often. */
const KEY_FRAME_MS = 1_000
/** A writer that ended sooner than this would end again. */
const AGAIN_MS = 2_000

/** One producer on its way into a file. */
export class TrackRecording {
  readonly producer: ProducerInfo
  readonly #ports: TrackPorts
  #tap: Tap | null = null
  #writer: TrackWriter | null = null
  #noted = false
  #paused: boolean
  #ended = false
  #running: Promise<void> = Promise.resolve()

  constructor(producer: ProducerInfo, ports: TrackPorts) {
    this.producer = producer
    this.#ports = ports
    this.#paused = producer.paused
  }

  /** Writes until it ends; answers whether another file should follow. Never rejects. */
  async run(): Promise<boolean> {
    const running = this.#run()
    this.#running = running.then(() => {})
    return running
  }

  changed(type: 'paused' | 'resumed'): void {
    this.#paused = type === 'paused'
    if (this.#noted) this.#ports.note({ type, track: this.#ports.number, at: this.#ports.now() })
    if (type === 'resumed') void this.#tap?.requestKeyFrame().catch(() => {})
  }

  /** No packet more; resolves when the file is closed. */
  async end(): Promise<void> {
    if (!this.#ended) {
      this.#ended = true
      this.#tap?.close()
      if (this.#noted) this.#ports.note({ type: 'ended', track: this.#ports.number, at: this.#ports.now() })
    }
    await this.#writer?.stop()
    await this.#running
  }

  async #run(): Promise<boolean> {
    try {
      const ports = await (this.#ports.ports ?? portPair)()
      try {
        return await this.#write(ports.port)
      } finally {
        ports.free()
      }
    } catch (error) {
      this.#ports.log?.error({ err: error, track: this.#ports.number }, 'a track cannot be recorded')
      return false
    }
  }

  async #write(port: number): Promise<boolean> {
    const { conference, number: track, folder, ffmpeg, now, note, log } = this.#ports
    const { producerId, participantId, source, kind } = this.producer
    const file = `${track}.mkv`
    try {
      const tap = await conference.tap(producerId, { port, rtcpPort: port + 1 })
      this.#tap = tap
      if (this.#ended) return (tap.close(), false)
      if (!recordable(tap.rtpParameters)) {
        log?.warn({ codec: tap.rtpParameters.codecs[0]?.mimeType }, 'a track whose codec cannot be recorded')
        return false
      }
      const writer = await writeTrack(ffmpeg, folder, file, sdpOf(kind, tap.rtpParameters, port), port)
      this.#writer = writer
      const codec = tap.rtpParameters.codecs[0]?.mimeType ?? ''
      note({ type: 'track', track, at: now(), file, participantId, source, kind, codec, paused: this.#paused, pid: writer.pid })
      this.#noted = true
      const began = now()
      if (await writer.listening()) await this.#flow(tap, () => note({ type: 'first', track, at: now() }))
      const code = await writer.exited
      if (!this.#ended) log?.warn({ track, code, complaint: writer.complaint() }, 'the writer of a track ended by itself')
      return !this.#ended && now() - began > AGAIN_MS
    } catch (error) {
      // its producer or its conference is gone
      if (!this.#ended) log?.info({ track, reason: String(error) }, 'a track is not recorded')
      await this.#writer?.stop()
      return false
    }
  }

  async #flow(tap: Tap, first: () => void): Promise<void> {
    let flows = false
    await tap.onPacket(() => {
      flows = true
      if (!this.#ended) first()
    })
    if (this.#ended) return
    await tap.resume()
    if (this.producer.kind === 'audio') return
    const timer = setInterval(() => {
      if (flows || this.#ended) clearInterval(timer)
      else if (!this.#paused) void tap.requestKeyFrame().catch(() => {})
    }, KEY_FRAME_MS)
  }
}

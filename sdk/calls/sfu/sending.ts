import type { types } from 'mediasoup-client'
import type { Source } from '#protocol/frames/media'
import { trackOf, type LocalTracks, type VideoLevel } from '#sdk/calls/plane'
import { cameraLimits } from '#sdk/calls/sender-limits'
import { cameraEncodings, screenEncodings } from './encodings'
import type { Line } from './line'

export type SendingOptions = {
  readonly line: Line
  readonly tracks: LocalTracks
  /** Silence is not sent: worth it where many listen, for it makes holes in what is sent. */
  readonly dtx: () => boolean
}

type Outgoing = { producer: types.Producer; track: MediaStreamTrack | null; paused: boolean }

const sources = Object.keys(trackOf) as Source[]

/** What I send: a producer for each source. Microphone and camera pause where there is nothing to send; a share closes. */
export class Sending {
  readonly #options: SendingOptions
  readonly #outgoing = new Map<Source, Outgoing>()
  #tracks: LocalTracks
  #level: VideoLevel = 'full'
  #transport: types.Transport | null = null
  #busy: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: SendingOptions) {
    this.#options = options
    this.#tracks = options.tracks
  }

  /** Another transport: everything is produced on it. Resolves when the server has it all. */
  use(transport: types.Transport): Promise<void> {
    for (const { producer } of this.#outgoing.values()) {
      producer.close()
      void this.#options.line.ask('media.close', { producerId: producer.id }).catch(() => undefined)
    }
    this.#outgoing.clear()
    this.#transport = transport
    transport.on('produce', ({ kind, rtpParameters, appData }, ok, no) => {
      const { source, paused } = appData as { source: Source; paused: boolean }
      this.#options.line
        .ask('media.produce', { transportId: transport.id, kind, source, rtpParameters: { ...rtpParameters }, paused })
        .then(({ producerId }) => ok({ id: producerId }), no)
    })
    return this.#settle()
  }

  setTracks(tracks: LocalTracks): void {
    this.#tracks = tracks
    void this.#settle()
  }

  setVideoLevel(level: VideoLevel): void {
    this.#level = level
    void this.#settle().then(() => this.#limitCamera())
  }

  /** The server paused my microphone: it has to be resumed with the next unmuting. */
  silenced(): void {
    const mic = this.#outgoing.get('mic')
    if (mic) mic.paused = true
  }

  close(): void {
    this.#closed = true
    for (const { producer } of this.#outgoing.values()) producer.close()
    this.#outgoing.clear()
    this.#transport = null
  }

  /** One after another; the last wish wins. What fails is tried again with the next wish. */
  #settle(): Promise<void> {
    const all = sources.map((source) => () => this.#one(source).catch(() => undefined))
    this.#busy = this.#busy.then(async () => void (await Promise.all(all.map((run) => run()))))
    return this.#busy
  }

  async #one(source: Source): Promise<void> {
    const track = source === 'camera' && this.#level === 'off' ? null : this.#tracks[trackOf[source]]
    const wanted = track?.readyState === 'ended' ? null : track
    const out = this.#outgoing.get(source)
    if (this.#closed || !this.#transport) return
    if (!out) return wanted ? this.#produce(source, wanted) : undefined
    const isShare = source === 'screen' || source === 'screen-audio'
    if (isShare && wanted !== out.track) {
      this.#outgoing.delete(source)
      out.producer.close()
      await this.#options.line.ask('media.close', { producerId: out.producer.id })
      return wanted ? this.#produce(source, wanted) : undefined
    }
    if (wanted !== out.track) {
      await out.producer.replaceTrack({ track: wanted })
      out.track = wanted
    }
    const paused = wanted === null || !wanted.enabled
    if (paused === out.paused) return
    out.paused = paused
    if (paused) out.producer.pause()
    else out.producer.resume()
    await this.#options.line.ask(paused ? 'media.pause' : 'media.resume', { producerId: out.producer.id }).catch((error: unknown) => {
      out.paused = !paused
      throw error
    })
  }

  async #produce(source: Source, track: MediaStreamTrack): Promise<void> {
    const transport = this.#transport
    if (!transport) return
    const paused = !track.enabled
    const producer = await transport.produce({
      track,
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: false,
      appData: { source, paused },
      ...this.#shape(source, track),
    })
    if (this.#closed || transport !== this.#transport) return producer.close()
    if (paused) producer.pause()
    this.#outgoing.set(source, { producer, track, paused })
    if (source === 'camera' && this.#level !== 'full') this.#limitCamera()
  }

  #shape(source: Source, track: MediaStreamTrack): Pick<types.ProducerOptions, 'encodings' | 'codecOptions'> {
    const size = track.getSettings()
    if (source === 'camera') return { encodings: cameraEncodings(size), codecOptions: { videoGoogleStartBitrate: 600 } }
    if (source === 'mic') return { codecOptions: { opusFec: true, opusDtx: this.#options.dtx(), opusNack: true } }
    if (source === 'screen-audio')
      return { codecOptions: { opusStereo: true, opusFec: true, opusDtx: false, opusMaxAverageBitrate: 128_000 } }
    const { share } = this.#tracks
    return share ? { encodings: screenEncodings(size, share), codecOptions: { videoGoogleStartBitrate: 1_500 } } : {}
  }

  #limitCamera(): void {
    const camera = this.#outgoing.get('camera')
    if (!camera || this.#level === 'off') return
    const layers = camera.producer.rtpParameters.encodings?.length ?? 1
    // of several layers the upper ones are dropped, a single one is made smaller
    if (layers > 1) void camera.producer.setMaxSpatialLayer(this.#level === 'full' ? layers - 1 : 0).catch(() => undefined)
    else void camera.producer.setRtpEncodingParameters(cameraLimits(this.#level) as RTCRtpEncodingParameters).catch(() => undefined)
  }
}

import type { FullMedia } from '#protocol/models'
import { TrackMeter } from './levels'
import { LocalMedia } from './local-media'
import { LocalScreen } from './local-screen'
import type { MediaPort } from './media-port'
import type { LocalTracks } from './plane'
import type { CallSnapshot, JoinOptions } from './snapshot'

type Drawn = Pick<CallSnapshot, 'media' | 'localScreen' | 'sharing' | 'deafened' | 'microphoneId' | 'cameraId' | 'deviceProblems'>

/** Everything I send, and whether I listen. */
export class MyMedia {
  readonly devices: LocalMedia
  readonly screen: LocalScreen
  readonly #meter: TrackMeter
  readonly #changed: () => void
  #deafened = false

  constructor(port: MediaPort, join: JoinOptions, changed: () => void) {
    this.#changed = changed
    const told = (): void => this.#told()
    this.devices = new LocalMedia(port, join, told)
    this.screen = new LocalScreen(port, told)
    this.#meter = new TrackMeter(port)
  }

  get deafened(): boolean {
    return this.#deafened
  }

  set deafened(deafened: boolean) {
    this.#deafened = deafened
    this.#changed()
  }

  get tracks(): LocalTracks {
    return { ...this.devices.tracks, ...this.screen.tracks }
  }

  /** What the others are told. */
  get said(): FullMedia {
    const media = { audio: this.devices.audio, video: this.devices.video, screen: this.screen.share !== null }
    return this.#deafened ? { ...media, deafened: true } : media
  }

  /** My part of a snapshot. */
  get drawn(): Drawn {
    return {
      media: this.said,
      localScreen: this.screen.stream,
      sharing: this.screen.share,
      deafened: this.#deafened,
      ...this.devices.devices,
    }
  }

  level(): number {
    return this.devices.audio ? this.#meter.read() : 0
  }

  close(): void {
    this.#meter.follow(null)
    this.devices.close()
    this.screen.stop()
  }

  #told(): void {
    this.#meter.follow(this.devices.tracks.microphone)
    this.#changed()
  }
}

import type { types } from 'mediasoup-client'
import type { ServerFrame } from '#protocol/frames/server'
import type { Participant } from '#protocol/models'
import type { MediaPort } from '#sdk/calls/media-port'
import { rowsOf, summarizeSending } from '#sdk/calls/peer-stats'
import type { LocalTracks, MediaPlane, PeerStats, RemoteMedia, SendStats, VideoLevel } from '#sdk/calls/plane'
import type { Tile } from '#sdk/calls/snapshot'
import { Line, type LineOptions } from './line'
import { Receiving } from './receiving'
import { Sending } from './sending'
import { SfuTransport } from './transport'

export type SfuOptions = LineOptions & {
  readonly port: Pick<MediaPort, 'sfu'>
  readonly routerRtpCapabilities: types.RtpCapabilities
  readonly tracks: LocalTracks
  /** Built beside a plane that plays, until `lead`. */
  readonly aside: boolean
  readonly changed: () => void
}

/** Without holes up to here; above it silence is not sent. */
const manyListeners = 8

/** A browser sets up one connection at a time, and whoever joins looks first: what I send waits until what I receive is set up, so long at most. */
const afterYouMs = 80

/** Over the SFU: one transport to send, one to receive. */
export class Sfu implements MediaPlane {
  readonly epoch: number
  /** Everything I have to send is with the server, and goes through. Rejects when it cannot be set up. */
  readonly ready: Promise<void>
  readonly #line: Line
  readonly #changed: () => void
  readonly #send: SfuTransport
  readonly #recv: SfuTransport
  readonly #sending: Sending
  readonly #receiving: Receiving
  #others = 0
  #tiles: readonly Tile[] | null = null
  #reachable: () => void = () => undefined
  #received: () => void = () => undefined

  constructor(options: SfuOptions) {
    this.epoch = options.epoch
    this.#changed = options.changed
    this.#line = new Line(options)
    const line = this.#line
    const device = options.port.sfu.device(options.routerRtpCapabilities)
    device.catch(() => undefined)
    this.#receiving = new Receiving(line, options.aside, options.changed)
    this.#sending = new Sending({ line, tracks: options.tracks, dtx: () => this.#others >= manyListeners })
    let produced: Promise<void> = Promise.resolve()
    this.#recv = new SfuTransport({
      direction: 'recv',
      line,
      device,
      opened: (transport) => {
        this.#receiving.use(transport)
        this.#tellView()
      },
      changed: () => this.#moved(),
    })
    this.#send = new SfuTransport({
      direction: 'send',
      line,
      device,
      opened: (transport) => {
        produced = this.#myTurn(options.aside).then(() => (transport === this.#send.current ? this.#sending.use(transport) : undefined))
      },
      changed: () => this.#moved(),
    })
    const connected = new Promise<void>((resolve) => (this.#reachable = resolve))
    const sends = options.tracks.microphone !== null || options.tracks.camera !== null
    this.ready = Promise.all([this.#recv.open(), this.#send.open()])
      .then(() => produced)
      .then(() => (sends ? connected : undefined))
    this.ready.catch(() => undefined)
  }

  setParticipants(others: readonly Participant[]): void {
    this.#others = others.length
  }

  setTracks(tracks: LocalTracks): void {
    this.#sending.setTracks(tracks)
  }

  setVideoLevel(level: VideoLevel): void {
    this.#sending.setVideoLevel(level)
  }

  setDeafened(deafened: boolean): void {
    this.#receiving.setDeafened(deafened)
  }

  view(tiles: readonly Tile[]): void {
    this.#tiles = tiles
    this.#tellView()
  }

  receive(frame: ServerFrame): void {
    const incoming = this.#receiving
    if (frame.type === 'media.consumer') incoming.told(frame.payload)
    else if (frame.type === 'media.consumer-closed') incoming.closed(frame.payload.consumerId)
    else if (frame.type === 'media.consumer-paused') incoming.paused(frame.payload.consumerId, true)
    else if (frame.type === 'media.consumer-resumed') incoming.paused(frame.payload.consumerId, false)
  }

  remote(participantId: string): RemoteMedia {
    const state = this.#recv.state
    const { tracks, flowing } = this.#receiving.of(participantId)
    const has = Object.keys(tracks).length > 0
    // somebody who sends nothing is as much here as the server is
    const here = has ? state === 'connected' : this.#send.state === 'connected' || state === 'connected'
    const lost = state === 'failed' || state === 'disconnected'
    return { connection: lost ? 'reconnecting' : here ? 'connected' : 'connecting', tracks, flowing }
  }

  level(participantId: string): number {
    return this.#receiving.level(participantId)
  }

  /** The server paused my microphone. */
  silenced(): void {
    this.#sending.silenced()
  }

  nudge(): void {
    this.#send.nudge()
    this.#recv.nudge()
    this.#tellView()
  }

  /** The socket is gone. */
  cutOff(): void {
    this.#receiving.cutOff()
  }

  toldAgain(): void {
    this.#receiving.toldAgain()
  }

  stats(): Promise<PeerStats[]> {
    return this.#receiving.stats()
  }

  async sendStats(): Promise<SendStats | null> {
    const transport = this.#send.current
    return transport && !transport.closed ? summarizeSending(rowsOf(await transport.getStats())) : null
  }

  /** It begins with its first word. */
  hold(): void {}

  lead(): void {
    this.#receiving.hurry()
  }

  retire(): void {
    this.#line.close()
  }

  close(): void {
    this.#line.close()
    this.#receiving.close()
    this.#sending.close()
    this.#send.close()
    this.#recv.close()
  }

  /** The server knows me from my first transport on. */
  #tellView(): void {
    if (!this.#tiles || !this.#recv.current) return
    const tiles = this.#tiles.map((tile) => ({ ...tile }))
    void this.#line.ask('media.view', { tiles }).catch(() => undefined)
  }

  /** At once where another plane plays, or where nobody is who would send to me. */
  async #myTurn(aside: boolean): Promise<void> {
    if (aside || this.#others === 0 || this.#recv.state !== 'new') return
    await new Promise<void>((resolve) => {
      this.#received = resolve
      this.#line.clock.after(afterYouMs, resolve)
    })
  }

  #moved(): void {
    if (this.#send.state === 'connected') this.#reachable()
    if (this.#recv.state !== 'new') this.#received()
    this.#changed()
  }
}

import type { types } from 'mediasoup'
import { mediaCodecs } from './codecs'
import type { PeerId } from './conference'
import type { Volume } from './loudness'
import { innerPorts, type MediaWorker } from './media-worker'
import type { Sent } from './peer'
import { Pipe } from './pipe'

/** How often levels are looked at. mediasoup reports one of 10 packets, so a newcomer among many is heard 200 to 300 ms late, once. */
const LEVELS_MS = 100
/** What counts as a word. dBov. */
const SPEECH = -65

/** Most a peer may send, all its streams together: a screen at 2160p beside a camera. */
const MAX_INCOMING = 20_000_000
/** What a viewer's link is taken for until it is known. */
const FIRST_OUTGOING = 1_000_000

export type PlaceEvents = {
  volumes(volumes: readonly Volume[]): void
  dominant(participantId: PeerId): void
}

const onLoopback = { protocol: 'udp', ip: '127.0.0.1', portRange: innerPorts } as const

/** One router of a conference on one worker, with the peers that were put there. */
export class Place {
  readonly worker: MediaWorker
  readonly router: types.Router
  /** Those put here, also while their transports are still being made. */
  peers = 0
  readonly #levels: types.AudioLevelObserver
  readonly #dominance: types.ActiveSpeakerObserver
  /** Producers of other places brought here, or on their way. */
  readonly #brought = new Map<string, Promise<Pipe>>()

  private constructor(worker: MediaWorker, router: types.Router, levels: types.AudioLevelObserver, dominance: types.ActiveSpeakerObserver) {
    this.worker = worker
    this.router = router
    this.#levels = levels
    this.#dominance = dominance
  }

  static async open(worker: MediaWorker, events: PlaceEvents): Promise<Place> {
    const router = await worker.process.createRouter({ mediaCodecs })
    const levels = await router.createAudioLevelObserver({ interval: LEVELS_MS, threshold: SPEECH, maxEntries: 20 })
    const dominance = await router.createActiveSpeakerObserver()
    levels.on('volumes', (volumes) => events.volumes(volumes.map(({ producer, volume }) => ({ participantId: ownerOf(producer), volume }))))
    dominance.on('dominantspeaker', ({ producer }) => events.dominant(ownerOf(producer)))
    return new Place(worker, router, levels, dominance)
  }

  /** Listens to the level of a microphone whose peer is here. */
  async hear(producer: types.Producer): Promise<void> {
    await Promise.all([this.#levels, this.#dominance].map((observer) => observer.addProducer({ producerId: producer.id })))
  }

  /** Makes a producer of another place consumable here, once however many ask at the same time. */
  async bring(sent: Sent): Promise<void> {
    if (sent.place === this) return
    const { id } = sent.producer
    let brought = this.#brought.get(id)
    if (brought === undefined) {
      brought = Pipe.open(sent.place.router, id, this.router, onLoopback)
      this.#brought.set(id, brought)
      brought.then(
        ({ producer }) => producer.observer.once('close', () => this.#brought.delete(id)),
        () => this.#brought.delete(id),
      )
    }
    await brought
  }

  /** A consumer here begins to flow, or stops: what another place sends comes only while somebody here takes it. */
  flows(sent: Sent, consumerId: string, flowing: boolean): void {
    if (sent.place === this) return
    this.#brought.get(sent.producer.id)?.then(
      (pipe) => pipe.flows(consumerId, flowing),
      () => {},
    )
  }

  /** A transport towards a browser, on the worker's one port. */
  async webRtcTransport(direction: 'send' | 'recv'): Promise<types.WebRtcTransport> {
    const transport = await this.router.createWebRtcTransport({
      webRtcServer: this.worker.server,
      preferUdp: true,
      initialAvailableOutgoingBitrate: FIRST_OUTGOING,
    })
    if (direction === 'send') await transport.setMaxIncomingBitrate(MAX_INCOMING)
    return transport
  }

  /** A transport without encryption towards a program on this machine. */
  plainTransport(options: { readonly rtcpMux: boolean; readonly comedia: boolean }): Promise<types.PlainTransport> {
    return this.router.createPlainTransport({
      listenInfo: onLoopback,
      ...(options.rtcpMux ? {} : { rtcpListenInfo: onLoopback }),
      ...options,
    })
  }

  close(): void {
    this.router.close()
  }
}

const ownerOf = (producer: types.Producer): PeerId => (producer.appData as { participantId: PeerId }).participantId

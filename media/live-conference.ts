import type { types } from 'mediasoup'
import type { Clock } from '#actors/runtime/clock'
import { Refused } from '#protocol/errors'
import type { Source } from '#protocol/frames/media'
import type { Log } from '#src/base/log'
import type { Addresses } from './addresses'
import type {
  Conference,
  ConferenceEvent,
  ConsumerInfo,
  NewProducer,
  OwnStream,
  PeerId,
  ProducerChange,
  ProducerInfo,
  Tap,
  TapTarget,
  Tile,
  TransportInfo,
} from './conference'
import { checkedCapabilities, Entrance, type PlainEnd, webRtc } from './entrance'
import { infoOf, Peer } from './peer'
import { pictured } from './policy'
import { Places, type PlacesOptions } from './places'
import { Receiving } from './receiving'
import { orRefuse, packed, unavailable } from './refusing'
import { Sending } from './sending'
import { Speaking } from './speaking'
import { openTap } from './taps'

/** What a conference is given by its pool. */
export type Pooled = Pick<PlacesOptions, 'pick' | 'admit' | 'peersPerRouter'> & {
  readonly addresses: Addresses
  readonly clock: Clock
  readonly log: Log | undefined
  readonly onEvent: (event: ConferenceEvent) => void
}

/** The media of one call on the workers of this node. After every wait its parts look again whether it and the peer are still there. */
export class LiveConference implements Conference {
  readonly id: string
  readonly #pooled: Pooled
  readonly #peers = new Map<PeerId, Peer>()
  readonly #places: Places
  readonly #receiving: Receiving
  readonly #sending: Sending
  readonly #entrance: Entrance
  readonly #speaking: Speaking
  #capabilities: types.RtpCapabilities = {}
  #closed = false

  private constructor(id: string, pooled: Pooled) {
    this.id = id
    this.#pooled = pooled
    this.#speaking = new Speaking({
      clock: pooled.clock,
      report: (speakers) => this.#emit({ type: 'speakers', speakers }),
      changed: () => this.#applyAll(),
    })
    const events = this.#speaking
    const lost = (): void => this.#lost()
    this.#places = new Places({ ...pooled, events, lost })
    this.#receiving = new Receiving({
      peers: this.#peers,
      log: pooled.log,
      closed: () => this.#closed,
      sents: () => this.#sending.all(),
      emit: (event) => this.#emit(event),
      outlook: ({ tiles }) => ({ tiles, audible: this.#speaking.audible, recent: pictured(this.#speaking.recent, this.#peers.keys()) }),
    })
    this.#sending = new Sending(this.#peers, this.#receiving)
    const { addresses } = pooled
    this.#entrance = new Entrance({ addresses, sending: this.#sending, receiving: this.#receiving, closed: () => this.#closed })
  }

  static async open(id: string, pooled: Pooled): Promise<LiveConference> {
    const conference = new LiveConference(id, pooled)
    const place = await orRefuse(conference.#places.first())
    conference.#capabilities = place.router.rtpCapabilities
    return conference
  }

  get routerRtpCapabilities(): types.RtpCapabilities {
    return this.#capabilities
  }

  async transport(peerId: PeerId, direction: 'send' | 'recv', rtpCapabilities?: types.RtpCapabilities): Promise<TransportInfo> {
    this.#open()
    if (direction === 'send') return this.#entrance.send(this.#enter(peerId))
    const checked = await checkedCapabilities(rtpCapabilities)
    return this.#entrance.receive(this.#enter(peerId), checked)
  }

  /** A transport for a program on this machine that speaks plain RTP, as a generator of load does. */
  plain(peerId: PeerId, end: PlainEnd): Promise<{ readonly transportId: string; readonly port: number }> {
    this.#open()
    return this.#entrance.plain(this.#enter(peerId), end)
  }

  async connect(peerId: PeerId, transportId: string, dtlsParameters: types.DtlsParameters): Promise<void> {
    const transport = webRtc(this.#peer(peerId).ownTransport(transportId))
    await orRefuse(packed(transport, () => transport.connect({ dtlsParameters })))
  }

  async restartIce(peerId: PeerId, transportId: string): Promise<types.IceParameters> {
    return orRefuse(webRtc(this.#peer(peerId).ownTransport(transportId)).restartIce())
  }

  async produce(peerId: PeerId, transportId: string, producer: NewProducer): Promise<{ readonly producerId: string }> {
    const peer = this.#peer(peerId)
    return { producerId: await this.#sending.produce(peer, peer.ownTransport(transportId), producer) }
  }

  closeProducer(peerId: PeerId, producerId: string): void {
    const peer = this.#peer(peerId)
    this.#sending.end(peer, peer.ownSent(producerId))
  }

  async silence(peerId: PeerId, source: Source): Promise<void> {
    const own = [...this.#peer(peerId).sent.values()].filter((sent) => sent.source === source)
    await Promise.all(own.map((sent) => this.#sending.setPaused(sent, true)))
  }

  async pause(peerId: PeerId, stream: OwnStream): Promise<void> {
    await this.#setStopped(this.#peer(peerId), stream, true)
  }

  async resume(peerId: PeerId, stream: OwnStream): Promise<void> {
    await this.#setStopped(this.#peer(peerId), stream, false)
  }

  async ready(peerId: PeerId, consumerId: string): Promise<void> {
    const peer = this.#peer(peerId)
    peer.ownReceived(consumerId).ready = true
    this.#receiving.apply(peer)
    this.#receiving.checkSettled()
  }

  async layers(peerId: PeerId, consumerId: string, spatialLayer: number, temporalLayer?: number): Promise<void> {
    const peer = this.#peer(peerId)
    peer.ownReceived(consumerId).chosen = { spatialLayer, ...(temporalLayer === undefined ? {} : { temporalLayer }) }
    this.#receiving.apply(peer)
  }

  view(peerId: PeerId, tiles: readonly Tile[]): void {
    const peer = this.#peers.get(peerId)
    if (!peer) return
    peer.tiles = tiles
    this.#receiving.apply(peer)
  }

  consumersOf(peerId: PeerId): readonly ConsumerInfo[] {
    return [...(this.#peers.get(peerId)?.received.values() ?? [])].map(infoOf)
  }

  settled(among?: readonly PeerId[]): boolean {
    return this.#receiving.settled(among)
  }

  producers(): readonly ProducerInfo[] {
    return this.#sending.infos()
  }

  watch(listener: (change: ProducerChange) => void): () => void {
    return this.#sending.watch(listener)
  }

  async tap(producerId: string, target: TapTarget): Promise<Tap> {
    this.#open()
    const sent = this.#sending.get(producerId)
    if (!sent) throw new Refused('not_found', 'no such producer')
    return orRefuse(openTap(sent, target))
  }

  leave(peerId: PeerId): void {
    const peer = this.#peers.get(peerId)
    if (!peer) return
    peer.gone = true
    this.#peers.delete(peerId)
    this.#sending.endAll(peer)
    peer.send?.close()
    peer.recv?.close()
    peer.place.then(
      (place) => this.#places.free(place),
      () => {},
    )
    this.#speaking.crowd(this.#peers.size, peerId)
    this.#receiving.checkSettled()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#speaking.stop()
    this.#sending.clear()
    this.#places.close()
    for (const peer of this.#peers.values()) peer.gone = true
    this.#peers.clear()
  }

  #lost(): void {
    if (this.#closed) return
    this.close()
    this.#pooled.onEvent({ type: 'lost' })
  }

  #emit(event: ConferenceEvent): void {
    if (!this.#closed) this.#pooled.onEvent(event)
  }

  #open(): void {
    if (this.#closed) throw unavailable()
  }

  #peer(peerId: PeerId): Peer {
    this.#open()
    const peer = this.#peers.get(peerId)
    if (!peer) throw new Refused('not_found', 'no transport yet')
    return peer
  }

  #enter(peerId: PeerId): Peer {
    this.#open()
    const present = this.#peers.get(peerId)
    if (present) return present
    const peer = new Peer(peerId, this.#places.seat())
    this.#peers.set(peerId, peer)
    this.#speaking.crowd(this.#peers.size)
    peer.place.catch(() => this.leave(peerId))
    return peer
  }

  /** Pauses or resumes a producer or a consumer of a peer. */
  async #setStopped(peer: Peer, { producerId, consumerId }: OwnStream, stopped: boolean): Promise<void> {
    if (producerId !== undefined) return this.#sending.setPaused(peer.ownSent(producerId), stopped)
    peer.ownReceived(consumerId).stopped = stopped
    this.#receiving.apply(peer)
  }

  #applyAll(): void {
    for (const peer of this.#peers.values()) this.#receiving.apply(peer)
  }
}

import type { types } from 'mediasoup'
import type { Source } from '#protocol/frames/media'

/** One taker of a conference. Media knows peers, not people: the call gives a participantId. */
export type PeerId = string

/** A tile on a peer's screen: whose picture, and how large in CSS pixels. */
export type Tile = { readonly participantId: PeerId; readonly source: Source; readonly width: number; readonly height: number }

export type TransportInfo = {
  readonly transportId: string
  readonly iceParameters: types.IceParameters
  readonly iceCandidates: readonly types.IceCandidate[]
  readonly dtlsParameters: types.DtlsParameters
  readonly sctpParameters?: types.SctpParameters
}

export type NewProducer = {
  readonly kind: 'audio' | 'video'
  readonly source: Source
  readonly rtpParameters: types.RtpParameters
  readonly paused?: boolean
}

/** A consumer as its peer is told about it: created paused, flows after `ready`. */
export type ConsumerInfo = {
  readonly consumerId: string
  readonly producerId: string
  readonly participantId: PeerId
  readonly source: Source
  readonly kind: 'audio' | 'video'
  readonly rtpParameters: types.RtpParameters
  readonly type: 'simple' | 'simulcast' | 'svc'
  readonly producerPaused: boolean
}

/** What a conference reports; `peerId` is whom it is for. */
export type ConferenceEvent =
  | { readonly type: 'consumer'; readonly peerId: PeerId; readonly consumer: ConsumerInfo }
  | { readonly type: 'consumer-closed' | 'consumer-paused' | 'consumer-resumed'; readonly peerId: PeerId; readonly consumerId: string }
  | {
      readonly type: 'layers-changed'
      readonly peerId: PeerId
      readonly consumerId: string
      readonly spatialLayer: number
      readonly temporalLayer: number
    }
  /** At most 4 a second, the dominant one first. */
  | { readonly type: 'speakers'; readonly speakers: readonly { readonly participantId: PeerId; readonly volume: number }[] }
  /** The last `ready` anybody owed has come. */
  | { readonly type: 'settled' }
  /** A worker under it died: the conference is closed. */
  | { readonly type: 'lost' }

/** A producer or a consumer of the asking peer. */
export type OwnStream =
  { readonly producerId: string; readonly consumerId?: never } | { readonly consumerId: string; readonly producerId?: never }

/** What somebody sends, for whoever records it. */
export type ProducerInfo = {
  readonly producerId: string
  readonly participantId: PeerId
  readonly source: Source
  readonly kind: 'audio' | 'video'
  readonly paused: boolean
}

export type ProducerChange = { readonly type: 'opened' | 'closed' | 'paused' | 'resumed'; readonly producer: ProducerInfo }

/** Where a tap sends RTP: a program on this machine. Without `rtcpPort` RTCP goes to `port` too. */
export type TapTarget = { readonly port: number; readonly rtcpPort?: number }

/** One producer as plain RTP, at its highest layers; paused until `resume`. It ends with its producer: see `watch`. */
export type Tap = {
  readonly producer: ProducerInfo
  /** One codec, its payload type, the SSRC in `encodings`, the CNAME in `rtcp`: all that an SDP needs. */
  readonly rtpParameters: types.RtpParameters
  /** Also asks for a key frame. */
  resume(): Promise<void>
  pause(): Promise<void>
  requestKeyFrame(): Promise<void>
  /** Calls once, with the next packet that is sent. */
  onPacket(listener: () => void): Promise<void>
  close(): void
}

/**
 * The media of one call: its routers on one worker or several, and what each peer sends and receives. Every method that names a transport,
 * producer or consumer answers `not_found` unless it is that peer's own; what mediasoup rejects is `invalid`; after `lost` and `close`
 * everything is `media_unavailable`. Refusals are thrown as `Refused`.
 */
export type Conference = {
  readonly id: string
  readonly routerRtpCapabilities: types.RtpCapabilities
  /**
   * Makes a transport; the peer exists from here on. With `recv` the capabilities say what it can decode, and its consumers are told after
   * this has resolved. A second one of the same direction takes the place of the first: what ran over that is closed.
   */
  transport(peerId: PeerId, direction: 'send' | 'recv', rtpCapabilities?: types.RtpCapabilities): Promise<TransportInfo>
  connect(peerId: PeerId, transportId: string, dtlsParameters: types.DtlsParameters): Promise<void>
  restartIce(peerId: PeerId, transportId: string): Promise<types.IceParameters>
  /** `conflict` when the peer sends as many of this source already as one may: one `mic`, one `camera`, three screens. */
  produce(peerId: PeerId, transportId: string, producer: NewProducer): Promise<{ readonly producerId: string }>
  closeProducer(peerId: PeerId, producerId: string): void
  /** Pauses all of a peer's producers of one source, as a moderator does. */
  silence(peerId: PeerId, source: Source): Promise<void>
  pause(peerId: PeerId, stream: OwnStream): Promise<void>
  resume(peerId: PeerId, stream: OwnStream): Promise<void>
  /** Harmless to repeat. */
  ready(peerId: PeerId, consumerId: string): Promise<void>
  /** Overrules what `view` would choose for this consumer. */
  layers(peerId: PeerId, consumerId: string, spatialLayer: number, temporalLayer?: number): Promise<void>
  /**
   * What the peer shows; nothing happens when it has no transport yet. A tile of no height is off screen. Among more than 20 peers the
   * consumer of a camera is made when a tile names it first, that of a microphone when it is first heard.
   */
  view(peerId: PeerId, tiles: readonly Tile[]): void
  /** Every consumer of a peer, told again to one that lost its socket. */
  consumersOf(peerId: PeerId): readonly ConsumerInfo[]
  /** Nobody, or none of these, owes a `ready`; consumers still being made count. */
  settled(among?: readonly PeerId[]): boolean
  /** What everybody sends now. */
  producers(): readonly ProducerInfo[]
  /** Calls at every change of that; ends when the conference does, or by what it returns. */
  watch(listener: (change: ProducerChange) => void): () => void
  /** Sends one producer, whosever it is, to a program on this machine, as for a recording. */
  tap(producerId: string, target: TapTarget): Promise<Tap>
  /** Frees everything of a peer; harmless when it is gone. */
  leave(peerId: PeerId): void
  close(): void
}

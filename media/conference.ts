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

/**
 * The media of one call: its routers on one worker or several, and what each peer sends and receives. Every method that names a transport,
 * producer or consumer answers `not_found` unless it is that peer's own; what mediasoup rejects is `invalid`; after `lost` and `close`
 * everything is `media_unavailable`. Refusals are thrown as `Refused`.
 */
export type Conference = {
  readonly id: string
  readonly routerRtpCapabilities: types.RtpCapabilities
  /** Makes a transport; the peer exists from here on. With `recv` the capabilities say what it can decode. */
  transport(peerId: PeerId, direction: 'send' | 'recv', rtpCapabilities?: types.RtpCapabilities): Promise<TransportInfo>
  connect(peerId: PeerId, transportId: string, dtlsParameters: types.DtlsParameters): Promise<void>
  restartIce(peerId: PeerId, transportId: string): Promise<types.IceParameters>
  produce(peerId: PeerId, transportId: string, producer: NewProducer): Promise<{ readonly producerId: string }>
  closeProducer(peerId: PeerId, producerId: string): void
  /** Pauses all of a peer's producers of one source, as a moderator does. */
  silence(peerId: PeerId, source: Source): Promise<void>
  pause(peerId: PeerId, stream: OwnStream): Promise<void>
  resume(peerId: PeerId, stream: OwnStream): Promise<void>
  ready(peerId: PeerId, consumerId: string): Promise<void>
  /** Overrules what `view` would choose for this consumer. */
  layers(peerId: PeerId, consumerId: string, spatialLayer: number, temporalLayer?: number): Promise<void>
  view(peerId: PeerId, tiles: readonly Tile[]): void
  /** Every consumer of a peer, told again to one that lost its socket. */
  consumersOf(peerId: PeerId): readonly ConsumerInfo[]
  /** Nobody, or none of these, owes a `ready`; consumers still being made count. */
  settled(among?: readonly PeerId[]): boolean
  /** Frees everything of a peer; harmless when it is gone. */
  leave(peerId: PeerId): void
  close(): void
}

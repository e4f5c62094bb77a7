import { type Static, type TProperties, Type } from '@sinclair/typebox'
import { limits } from '#protocol/limits'
import { Epoch, IceServer, Uuid, Words } from '#protocol/models'
import { Empty, Open, type RequestDefinition, type ServerDefinition } from './define'

export const Source = Words(['mic', 'camera', 'screen', 'screen-audio'])
export type Source = Static<typeof Source>

const Kind = Words(['audio', 'video'])
const RtpCapabilities = Open('mediasoup RtpCapabilities')
const IceParameters = Open('mediasoup IceParameters')
const DtlsParameters = Open('mediasoup DtlsParameters')
const RtpParameters = Open('mediasoup RtpParameters')
const Layer = Type.Integer({ minimum: 0, maximum: 15 })

const here = { callId: Uuid, epoch: Epoch }
const inCall = <P extends TProperties>(more: P) => Type.Object({ ...here, ...more })

/** Names a producer of mine or a consumer of mine, exactly one of them. */
const Stream = Type.Intersect([
  Type.Union(
    [
      Type.Object({ producerId: Uuid, consumerId: Type.Optional(Type.Never()) }),
      Type.Object({ consumerId: Uuid, producerId: Type.Optional(Type.Never()) }),
    ],
    { 'x-complaint': 'give either producerId or consumerId' },
  ),
  Type.Object(here),
])

const Tile = Type.Object({
  participantId: Uuid,
  source: Source,
  width: Type.Integer({ minimum: 0, maximum: 16_384 }),
  height: Type.Integer({ minimum: 0, maximum: 16_384 }),
})

export const mediaRequests = {
  'media.transport': {
    summary: 'Make a transport',
    payload: inCall({ direction: Words(['send', 'recv']), rtpCapabilities: Type.Optional(RtpCapabilities) }),
    ack: Type.Object({
      transportId: Uuid,
      iceParameters: IceParameters,
      iceCandidates: Type.Array(Open('mediasoup IceCandidate')),
      dtlsParameters: DtlsParameters,
      sctpParameters: Type.Optional(Open('mediasoup SctpParameters')),
      iceServers: Type.Array(IceServer),
    }),
  },
  'media.connect': {
    summary: 'Give the DTLS parameters of my end',
    payload: inCall({ transportId: Uuid, dtlsParameters: DtlsParameters }),
    ack: Empty,
  },
  'media.restart-ice': {
    summary: 'Ask for new ICE parameters',
    payload: inCall({ transportId: Uuid }),
    ack: Type.Object({ iceParameters: IceParameters }),
  },
  'media.produce': {
    summary: 'Send a track',
    payload: inCall({ transportId: Uuid, kind: Kind, source: Source, rtpParameters: RtpParameters, paused: Type.Optional(Type.Boolean()) }),
    ack: Type.Object({ producerId: Uuid }),
  },
  'media.pause': { summary: 'Pause a producer or a consumer of mine', payload: Stream, ack: Empty },
  'media.resume': { summary: 'Resume a producer or a consumer of mine', payload: Stream, ack: Empty },
  'media.close': { summary: 'End a producer of mine', payload: inCall({ producerId: Uuid }), ack: Empty },
  'media.layers': {
    summary: 'Prefer layers of a consumer',
    payload: inCall({ consumerId: Uuid, spatialLayer: Layer, temporalLayer: Type.Optional(Layer) }),
    ack: Empty,
  },
  'media.view': {
    summary: 'Say what is on screen and how large',
    payload: inCall({ tiles: Type.Array(Tile, { maxItems: limits.viewTiles }) }),
    ack: Empty,
  },
  'media.ready': { summary: 'The consumer is set up on my side: resume it', payload: inCall({ consumerId: Uuid }), ack: Empty },
} as const satisfies Record<string, RequestDefinition>

export const mediaFrames = {
  'media.consumer': {
    summary:
      'A track to receive, created paused; answer media.ready. After a resume every one is told again, between call.topology and call.state: one not told is over',
    stream: false,
    payload: inCall({
      consumerId: Uuid,
      producerId: Uuid,
      participantId: Uuid,
      source: Source,
      kind: Kind,
      rtpParameters: RtpParameters,
      type: Words(['simple', 'simulcast', 'svc']),
      producerPaused: Type.Boolean(),
    }),
  },
  'media.consumer-closed': { summary: 'The track is over', stream: false, payload: inCall({ consumerId: Uuid }) },
  'media.consumer-paused': { summary: 'The sender paused', stream: false, payload: inCall({ consumerId: Uuid }) },
  'media.consumer-resumed': { summary: 'The sender resumed', stream: false, payload: inCall({ consumerId: Uuid }) },
  'media.layers-changed': {
    summary: 'Other layers arrive now',
    stream: false,
    payload: inCall({ consumerId: Uuid, spatialLayer: Layer, temporalLayer: Layer }),
  },
  'media.speakers': {
    summary: 'Who speaks, the dominant one first; may be dropped',
    stream: false,
    payload: Type.Object({
      callId: Uuid,
      speakers: Type.Array(Type.Object({ participantId: Uuid, volume: Type.Integer({ minimum: -127, maximum: 0 }) })),
    }),
  },
  'media.lost': {
    summary: 'The media worker died; rejoin the media with the epoch that follows in call.topology',
    stream: false,
    payload: Type.Object(here),
  },
} as const satisfies Record<string, ServerDefinition>

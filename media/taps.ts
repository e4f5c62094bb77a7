import type { types } from 'mediasoup'
import { Refused } from '#protocol/errors'
import type { ProducerInfo, Tap, TapTarget } from './conference'
import type { Sent } from './peer'
import { layersOf } from './policy'

export const producerInfo = ({ producer, peerId, source }: Sent): ProducerInfo => ({
  producerId: producer.id,
  participantId: peerId,
  source,
  kind: producer.kind,
  paused: producer.paused,
})

/** Sends a producer as plain RTP to a program on this machine. Without congestion control: loopback has none. */
export async function openTap(sent: Sent, target: TapTarget): Promise<Tap> {
  const { place, producer } = sent
  const transport = await place.plainTransport({ rtcpMux: target.rtcpPort === undefined, comedia: false })
  try {
    const { port, rtcpPort } = target
    await transport.connect({ ip: '127.0.0.1', port, ...(rtcpPort === undefined ? {} : { rtcpPort }) })
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: plainCapabilities(place.router.rtpCapabilities),
      enableRtx: false,
      paused: true,
    })
    // its place ended while it was made: nobody else would close it, and it would be counted for ever
    if (transport.closed) {
      consumer.close()
      throw new Refused('not_found', 'no such producer')
    }
    const { spatial, temporal } = layersOf(consumer.rtpParameters.encodings?.[0]?.scalabilityMode)
    if (consumer.type !== 'simple') await consumer.setPreferredLayers({ spatialLayer: spatial - 1, temporalLayer: temporal - 1 })
    consumer.observer.once('close', () => transport.close())
    return {
      producer: producerInfo(sent),
      rtpParameters: consumer.rtpParameters,
      resume: () => consumer.resume(),
      pause: () => consumer.pause(),
      requestKeyFrame: () => consumer.requestKeyFrame(),
      onPacket: async (listener) => {
        consumer.once('trace', () => {
          listener()
          if (!consumer.closed) void consumer.enableTraceEvent([]).catch(() => {})
        })
        await consumer.enableTraceEvent(['rtp'])
      },
      close: () => transport.close(),
    }
  } catch (error) {
    transport.close()
    throw error
  }
}

function plainCapabilities(all: types.RtpCapabilities): types.RtpCapabilities {
  const codecs = (all.codecs ?? []).filter(({ mimeType }) => !mimeType.endsWith('/rtx'))
  return { codecs: codecs.map((codec) => ({ ...codec, rtcpFeedback: feedback(codec) })), headerExtensions: [] }
}

const feedback = ({ rtcpFeedback = [] }: types.RtpCodecCapability): types.RtcpFeedback[] =>
  rtcpFeedback.filter(({ type, parameter }) => parameter === 'pli' || type === 'ccm')

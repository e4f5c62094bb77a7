import type { Conference, NewProducer } from '#media/conference'
import type { MediaFrame } from './messages'

type Rtp<M extends 'transport' | 'connect', N extends number> = Parameters<Conference[M]>[N]

/**
 * What a participant asks of the conference. It names transports, producers and consumers, and the conference answers only for those
 * of the asking peer.
 */
export async function askConference(conference: Conference, peerId: string, frame: MediaFrame): Promise<object> {
  switch (frame.type) {
    case 'media.transport': {
      const { direction, rtpCapabilities } = frame.payload
      return conference.transport(peerId, direction, rtpCapabilities as Rtp<'transport', 2>)
    }
    case 'media.connect':
      await conference.connect(peerId, frame.payload.transportId, frame.payload.dtlsParameters as Rtp<'connect', 2>)
      return {}
    case 'media.restart-ice':
      return { iceParameters: await conference.restartIce(peerId, frame.payload.transportId) }
    case 'media.produce': {
      const { transportId, kind, source, paused = false } = frame.payload
      const rtpParameters = frame.payload.rtpParameters as NewProducer['rtpParameters']
      return conference.produce(peerId, transportId, { kind, source, rtpParameters, paused })
    }
    case 'media.pause':
      await conference.pause(peerId, frame.payload)
      return {}
    case 'media.resume':
      await conference.resume(peerId, frame.payload)
      return {}
    case 'media.close':
      conference.closeProducer(peerId, frame.payload.producerId)
      return {}
    case 'media.layers':
      await conference.layers(peerId, frame.payload.consumerId, frame.payload.spatialLayer, frame.payload.temporalLayer)
      return {}
    case 'media.view':
      conference.view(peerId, frame.payload.tiles)
      return {}
    case 'media.ready':
      await conference.ready(peerId, frame.payload.consumerId)
      return {}
    default:
      return frame satisfies never
  }
}

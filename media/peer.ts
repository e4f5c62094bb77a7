import type { types } from 'mediasoup'
import { Refused } from '#protocol/errors'
import type { Source } from '#protocol/frames/media'
import type { ConsumerInfo, PeerId, Tile } from './conference'
import type { Place } from './place'
import type { Flow, Layers } from './policy'

/** A producer of a peer. */
export type Sent = {
  readonly peerId: PeerId
  readonly source: Source
  readonly place: Place
  readonly producer: types.Producer
}

/** A consumer of a peer. */
export type Received = {
  readonly sent: Sent
  /** The consumer's: that of its peer. */
  readonly place: Place
  readonly consumer: types.Consumer
  readonly spatialLayers: number
  ready: boolean
  stopped: boolean
  chosen: Layers | null
  /** What mediasoup was told last. */
  flow: Flow
}

/** How many of each a peer may send at once. */
const bounds: Readonly<Record<Source, number>> = { mic: 1, camera: 1, screen: 3, 'screen-audio': 3 }
const kinds: Readonly<Record<Source, types.MediaKind>> = { mic: 'audio', camera: 'video', screen: 'video', 'screen-audio': 'audio' }

/** One peer of a conference: what it sends and receives, and what it looks at. */
export class Peer {
  readonly id: PeerId
  /** Where it was put; every step waits for it. */
  readonly place: Promise<Place>
  gone = false
  send: types.Transport | null = null
  recv: types.Transport | null = null
  rtpCapabilities: types.RtpCapabilities | null = null
  /** Null until it says what it shows. */
  tiles: readonly Tile[] | null = null
  readonly sent = new Map<string, Sent>()
  /** By consumer, and by producer: there is at most one consumer of a producer. */
  readonly received = new Map<string, Received>()
  readonly receivedOf = new Map<string, Received>()
  /** Producers it gets a consumer of right now, each with the transport it is made on. */
  readonly making = new Map<string, types.Transport>()
  readonly #reserved: Source[] = []

  constructor(id: PeerId, place: Promise<Place>) {
    this.id = id
    this.place = place
  }

  /** Takes one of the places a source has, before the producer is made; give it back if it is not. */
  reserve(source: Source, kind: types.MediaKind): () => void {
    if (kinds[source] !== kind) throw new Refused('invalid', `${source} is ${kinds[source]}`)
    const present = [...this.sent.values()].filter((sent) => sent.source === source).length
    const coming = this.#reserved.filter((one) => one === source).length
    if (present + coming >= bounds[source]) throw new Refused('conflict', `${source}: ${bounds[source]} at a time`)
    this.#reserved.push(source)
    return () => void this.#reserved.splice(this.#reserved.indexOf(source), 1)
  }

  ownTransport(transportId: string): types.Transport {
    for (const transport of [this.send, this.recv]) if (transport?.id === transportId && !transport.closed) return transport
    throw new Refused('not_found', 'no such transport')
  }

  ownSent(producerId: string): Sent {
    const sent = this.sent.get(producerId)
    if (!sent) throw new Refused('not_found', 'no such producer')
    return sent
  }

  ownReceived(consumerId: string): Received {
    const received = this.received.get(consumerId)
    if (!received) throw new Refused('not_found', 'no such consumer')
    return received
  }

  add(received: Received): void {
    this.received.set(received.consumer.id, received)
    this.receivedOf.set(received.sent.producer.id, received)
  }

  drop(received: Received): void {
    this.received.delete(received.consumer.id)
    this.receivedOf.delete(received.sent.producer.id)
  }
}

/** A consumer in the words of the contract. */
export function infoOf({ sent, consumer }: Received): ConsumerInfo {
  return {
    consumerId: consumer.id,
    producerId: sent.producer.id,
    participantId: sent.peerId,
    source: sent.source,
    kind: consumer.kind,
    rtpParameters: consumer.rtpParameters,
    type: consumer.type as ConsumerInfo['type'],
    producerPaused: sent.producer.paused,
  }
}

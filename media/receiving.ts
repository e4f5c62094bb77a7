import type { types } from 'mediasoup'
import type { Log } from '#src/base/log'
import type { ConferenceEvent, PeerId } from './conference'
import { infoOf, type Peer, type Received, type Sent } from './peer'
import { packed } from './refusing'
import { type Flow, flowOf, layersOf, type Outlook, worthMaking } from './policy'

/** What the receiving side needs of its conference. */
export type Hall = {
  readonly peers: ReadonlyMap<PeerId, Peer>
  readonly log: Log | undefined
  closed(): boolean
  sents(): Iterable<Sent>
  emit(event: ConferenceEvent): void
  outlook(peer: Peer): Outlook
}

const notYet: Flow = { paused: true, layers: null, priority: 1 }

/** The consumers of one conference: made for whom can receive, told to their peer, and set flowing as the policy says. */
export class Receiving {
  readonly #hall: Hall
  #settled = true

  constructor(hall: Hall) {
    this.#hall = hall
  }

  /** Nobody, or none of these, owes a `ready` or is getting a consumer for which it will. */
  settled(among: Iterable<PeerId> = this.#hall.peers.keys()): boolean {
    for (const peerId of among) {
      const peer = this.#hall.peers.get(peerId)
      if (peer && (peer.making.size > 0 || [...peer.received.values()].some(({ ready }) => !ready))) return false
    }
    return true
  }

  /** Gives a peer a consumer of a producer, if it can have one and has none, and the policy finds it worth it. */
  offer(peer: Peer, sent: Sent, outlook = this.#hall.outlook(peer)): void {
    const { recv } = peer
    if (recv === null || sent.peerId === peer.id || peer.making.has(sent.producer.id) || peer.receivedOf.has(sent.producer.id)) return
    if (!worthMaking(sent.peerId, sent.source, outlook)) return
    peer.making.set(sent.producer.id, recv)
    this.#settled = false
    void this.#make(peer, sent, recv)
  }

  async #make(peer: Peer, sent: Sent, recv: types.Transport): Promise<void> {
    const current = (): boolean => !this.#hall.closed() && !peer.gone && !sent.producer.closed
    try {
      const received = await consume(peer, sent, recv)
      if (received !== null) {
        if (current() && peer.recv === recv && !recv.closed) this.#add(peer, received)
        else received.consumer.close()
      }
    } catch (error) {
      if (current() && peer.recv === recv)
        this.#hall.log?.warn({ err: error, peer: peer.id, producer: sent.producer.id }, 'no consumer could be made')
    }
    peer.making.delete(sent.producer.id)
    // the peer made itself a new transport meanwhile
    if (current() && peer.recv !== null && peer.recv !== recv) this.offer(peer, sent)
    this.checkSettled()
  }

  #add(peer: Peer, received: Received): void {
    peer.add(received)
    const { consumer } = received
    consumer.on('layerschange', (layers) => {
      if (!layers || peer.gone) return
      const { spatialLayer, temporalLayer = 0 } = layers
      this.#hall.emit({ type: 'layers-changed', peerId: peer.id, consumerId: consumer.id, spatialLayer, temporalLayer })
    })
    this.#hall.emit({ type: 'consumer', peerId: peer.id, consumer: infoOf(received) })
  }

  /** Lets flow to a peer what the policy says now; only what differs reaches the worker. */
  apply(peer: Peer): void {
    const outlook = this.#hall.outlook(peer)
    for (const received of peer.received.values()) this.#applyOne(received, outlook)
    for (const sent of this.#hall.sents()) this.offer(peer, sent, outlook)
  }

  #applyOne(received: Received, outlook: Outlook): void {
    const { consumer, sent, place, flow: was } = received
    const flow = flowOf({ ...received, participantId: sent.peerId, source: sent.source }, outlook)
    received.flow = flow
    if (consumer.closed) return
    const { layers } = flow
    const tell = (step: Promise<void>): void => void step.catch(() => {})
    if (layers && (layers.spatialLayer !== was.layers?.spatialLayer || layers.temporalLayer !== was.layers.temporalLayer))
      tell(consumer.setPreferredLayers(layers))
    if (flow.priority !== was.priority && !flow.paused) tell(consumer.setPriority(flow.priority))
    if (flow.paused === was.paused) return
    place.flows(sent, consumer.id, !flow.paused)
    tell(flow.paused ? consumer.pause() : consumer.resume())
  }

  /** A producer is over: so is every consumer of it. */
  closed(sent: Sent): void {
    this.#eachOf(sent, (peer, received) => {
      peer.drop(received)
      this.#hall.emit({ type: 'consumer-closed', peerId: peer.id, consumerId: received.consumer.id })
    })
    this.checkSettled()
  }

  /** Its sender paused it or went on. */
  paused(sent: Sent, paused: boolean): void {
    const type = paused ? 'consumer-paused' : 'consumer-resumed'
    this.#eachOf(sent, (peer, { consumer }) => this.#hall.emit({ type, peerId: peer.id, consumerId: consumer.id }))
  }

  /** A peer's receiving transport is replaced: its consumers went with it. */
  forget(peer: Peer): void {
    for (const received of [...peer.received.values()]) {
      peer.drop(received)
      this.#hall.emit({ type: 'consumer-closed', peerId: peer.id, consumerId: received.consumer.id })
    }
  }

  /** Reports the moment at which nobody owes anything any more. */
  checkSettled(): void {
    if (this.#settled || this.#hall.closed() || !this.settled()) return
    this.#settled = true
    this.#hall.emit({ type: 'settled' })
  }

  #eachOf(sent: Sent, visit: (peer: Peer, received: Received) => void): void {
    for (const peer of this.#hall.peers.values()) {
      const received = peer.receivedOf.get(sent.producer.id)
      if (received) visit(peer, received)
    }
  }
}

async function consume(peer: Peer, sent: Sent, recv: types.Transport): Promise<Received | null> {
  const place = await peer.place
  await place.bring(sent)
  const producerId = sent.producer.id
  const rtpCapabilities = peer.rtpCapabilities as types.RtpCapabilities
  // the producer may have gone while it was brought here: asking the router about it would be logged as an error
  if (sent.producer.closed || !place.router.canConsume({ producerId, rtpCapabilities })) return null
  const consumer = await packed(recv, () => recv.consume({ producerId, rtpCapabilities, paused: true }))
  ;(consumer.observer as types.ConsumerObserver).once('close', () => place.flows(sent, consumer.id, false))
  const { spatial } = layersOf(consumer.rtpParameters.encodings?.[0]?.scalabilityMode)
  return { sent, place, consumer, spatialLayers: spatial, ready: false, stopped: false, chosen: null, flow: notYet }
}

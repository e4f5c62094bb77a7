import type { types } from 'mediasoup'
import { Refused } from '#protocol/errors'
import type { NewProducer, ProducerChange, ProducerInfo } from './conference'
import type { Peer, Sent } from './peer'
import type { Receiving } from './receiving'
import { orRefuse, packed } from './refusing'
import { producerInfo } from './taps'

/**
 * A sender of WebRTC gives no key frame within 300 ms of the one before, without a word, and mediasoup asks again only after a second: whoever
 * joins right after somebody else would look at nothing for that long. So questions are held back for as long as they would not be heard.
 */
const KEY_FRAMES_APART_MS = 350

/** The producers of one conference. */
export class Sending {
  readonly #all = new Map<string, Sent>()
  readonly #watchers = new Set<(change: ProducerChange) => void>()
  readonly #receiving: Receiving
  readonly #peers: ReadonlyMap<string, Peer>

  constructor(peers: ReadonlyMap<string, Peer>, receiving: Receiving) {
    this.#peers = peers
    this.#receiving = receiving
  }

  get(producerId: string): Sent | undefined {
    return this.#all.get(producerId)
  }

  all(): Iterable<Sent> {
    return this.#all.values()
  }

  infos(): readonly ProducerInfo[] {
    return [...this.#all.values()].map(producerInfo)
  }

  watch(listener: (change: ProducerChange) => void): () => void {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
  }

  /** Makes a producer; everybody who can receive it gets a consumer. */
  async produce(peer: Peer, transport: types.Transport, { kind, source, rtpParameters, paused = false }: NewProducer): Promise<string> {
    if (transport !== peer.send) throw new Refused('invalid', 'this transport is for receiving')
    if (!isOf(kind, rtpParameters)) throw new Refused('invalid', `no ${kind} in these rtpParameters`)
    const giveBack = peer.reserve(source, kind)
    try {
      const place = await peer.place
      const options = { kind, rtpParameters, paused, appData: { participantId: peer.id }, keyFrameRequestDelay: KEY_FRAMES_APART_MS }
      const made = packed(transport, () => transport.produce(options))
      const producer = await orRefuse(made)
      if (peer.gone || producer.closed) {
        producer.close()
        throw new Refused('not_found', 'the transport is gone')
      }
      this.#begin(peer, { peerId: peer.id, source, place, producer })
      return producer.id
    } finally {
      giveBack()
    }
  }

  #begin(peer: Peer, sent: Sent): void {
    peer.sent.set(sent.producer.id, sent)
    this.#all.set(sent.producer.id, sent)
    // a producer that closed meanwhile is not listened to
    if (sent.source === 'mic') sent.place.hear(sent.producer).catch(() => {})
    this.#tell('opened', sent)
    for (const other of this.#peers.values()) this.#receiving.offer(other, sent)
  }

  /** Gives a peer that can receive now a consumer of all there is. */
  offerAll(peer: Peer): void {
    for (const sent of this.#all.values()) this.#receiving.offer(peer, sent)
  }

  end(peer: Peer, sent: Sent): void {
    peer.sent.delete(sent.producer.id)
    this.#all.delete(sent.producer.id)
    sent.producer.close()
    this.#receiving.closed(sent)
    this.#tell('closed', sent)
  }

  endAll(peer: Peer): void {
    for (const sent of [...peer.sent.values()]) this.end(peer, sent)
  }

  /** Pauses or resumes; who receives it is told when it is so. */
  async setPaused(sent: Sent, paused: boolean): Promise<void> {
    if (sent.producer.paused === paused) return
    await orRefuse(paused ? sent.producer.pause() : sent.producer.resume())
    if (sent.producer.closed) return
    this.#receiving.paused(sent, paused)
    this.#tell(paused ? 'paused' : 'resumed', sent)
  }

  /** The conference is over. */
  clear(): void {
    for (const sent of this.#all.values()) this.#tell('closed', sent)
    this.#all.clear()
    this.#watchers.clear()
  }

  #tell(type: ProducerChange['type'], sent: Sent): void {
    if (this.#watchers.size === 0) return
    const change = { type, producer: producerInfo(sent) }
    for (const watcher of [...this.#watchers]) watcher(change)
  }
}

/** mediasoup believes the kind it is told. */
function isOf(kind: string, { codecs }: types.RtpParameters): boolean {
  return (
    Array.isArray(codecs) &&
    codecs.every((codec) => typeof codec?.mimeType === 'string' && codec.mimeType.toLowerCase().startsWith(`${kind}/`))
  )
}

import type { types } from 'mediasoup'
import { Refused } from '#protocol/errors'
import type { Addresses } from './addresses'
import type { TransportInfo } from './conference'
import type { Peer } from './peer'
import type { Place } from './place'
import type { Receiving } from './receiving'
import { orRefuse, unavailable } from './refusing'
import type { Sending } from './sending'

export type EntranceOptions = {
  readonly addresses: Addresses
  readonly sending: Sending
  readonly receiving: Receiving
  readonly closed: () => boolean
}

/** What a plain transport is for: RTP of a program on this machine. With `recv` the capabilities say what it takes, and `port` where. */
export type PlainEnd =
  { readonly direction: 'send' } | { readonly direction: 'recv'; readonly port: number; readonly rtpCapabilities: types.RtpCapabilities }

/** The transports of a conference: made, and put in place of what the peer had before. */
export class Entrance {
  readonly #options: EntranceOptions

  constructor(options: EntranceOptions) {
    this.#options = options
  }

  async send(peer: Peer): Promise<TransportInfo> {
    const transport = await this.#make(peer, (place) => place.webRtcTransport('send'))
    this.#sendOver(peer, transport)
    return this.#info(transport)
  }

  async receive(peer: Peer, rtpCapabilities: types.RtpCapabilities): Promise<TransportInfo> {
    const transport = await this.#make(peer, (place) => place.webRtcTransport('recv'))
    this.#receiveOver(peer, transport, rtpCapabilities)
    return this.#info(transport)
  }

  /** Where a sender sends from is learnt from its first packet. */
  async plain(peer: Peer, end: PlainEnd): Promise<{ readonly transportId: string; readonly port: number }> {
    const transport = await this.#make(peer, async (place) => {
      const made = await place.plainTransport({ rtcpMux: true, comedia: end.direction === 'send' })
      if (end.direction === 'recv') await made.connect({ ip: '127.0.0.1', port: end.port })
      return made
    })
    if (end.direction === 'recv') this.#receiveOver(peer, transport, end.rtpCapabilities)
    else this.#sendOver(peer, transport)
    return { transportId: transport.id, port: transport.tuple.localPort }
  }

  /** Waits until it is made; when the peer or the conference went meanwhile the transport goes too. */
  async #make<T extends types.Transport>(peer: Peer, make: (place: Place) => Promise<T>): Promise<T> {
    const transport = await orRefuse(peer.place.then(make))
    if (!this.#options.closed() && !peer.gone) return transport
    transport.close()
    throw this.#options.closed() ? unavailable() : new Refused('not_found', 'the peer has left')
  }

  #sendOver(peer: Peer, transport: types.Transport): void {
    this.#options.sending.endAll(peer)
    peer.send?.close()
    peer.send = transport
  }

  #receiveOver(peer: Peer, transport: types.Transport, rtpCapabilities: types.RtpCapabilities): void {
    this.#options.receiving.forget(peer)
    peer.recv?.close()
    peer.recv = transport
    peer.rtpCapabilities = rtpCapabilities
    this.#options.sending.offerAll(peer)
  }

  #info({ id, iceParameters, iceCandidates, dtlsParameters }: types.WebRtcTransport): TransportInfo {
    return { transportId: id, iceParameters, iceCandidates: this.#options.addresses.announce(iceCandidates), dtlsParameters }
  }
}

/** A peer's capabilities, if they are any. mediasoup is loaded with the first worker, not with the program. */
export async function checkedCapabilities(rtpCapabilities: types.RtpCapabilities | undefined): Promise<types.RtpCapabilities> {
  const { validateAndNormalizeRtpCapabilities } = await import('mediasoup/ortc')
  if (!rtpCapabilities) throw new Refused('invalid', 'rtpCapabilities go with direction recv')
  try {
    const own = structuredClone(rtpCapabilities)
    validateAndNormalizeRtpCapabilities(own)
    return own
  } catch (error) {
    throw new Refused('invalid', `rtpCapabilities: ${(error as Error).message}`)
  }
}

/** The transport, if ICE runs on it. */
export function webRtc(transport: types.Transport): types.WebRtcTransport {
  if (transport.type !== 'webrtc') throw new Refused('invalid', 'this transport has no ICE')
  return transport as types.WebRtcTransport
}

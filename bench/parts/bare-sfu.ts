import { createWorker, type types } from 'mediasoup'
import { mediaCodecs } from '#media/codecs'
import { innerPorts } from '#media/media-worker'
import { AUDIO_OF_ALL } from '#media/policy'
import { opus, opusOnly } from '#media/testkit'
import { serveControl } from './sfu-control'

/**
 * The reference for the SFU: two mediasoup workers, a router each, the talkers piped from the first to the second, a consumer of every
 * talker for everybody. No conference, no observers, nobody to tell.
 */
const workerBin = process.env['MEDIA_WORKER_BIN'] ?? ''
const talkers = Number(process.env['TALKERS'])
const plain = { protocol: 'udp', ip: '127.0.0.1', portRange: innerPorts } as const
const listen = (process.env['RTC_PORTS'] ?? '').split(',').map(Number)

type Peer = {
  readonly id: string
  readonly router: types.Router
  readonly send: types.Transport | null
  readonly recv: types.Transport
  readonly capabilities: types.RtpCapabilities
  /** By whom it hears. */
  readonly hears: Map<string, types.Consumer>
}
const peers = new Map<string, Peer>()
const spoken: types.Producer[] = []
const places: { readonly router: types.Router; readonly server: types.WebRtcServer }[] = []
let joined = 0
/** The peers are dealt out as the product deals them: the first router is filled first. */
const FULL = 24
const next = (): (typeof places)[number] => places[joined++ < FULL ? 0 : 1] as (typeof places)[number]

async function consume(peer: Peer, producer: types.Producer, paused: boolean): Promise<types.Consumer> {
  const consumer = await peer.recv.consume({ producerId: producer.id, rtpCapabilities: peer.capabilities, paused })
  peer.hears.set(producer.appData['peer'] as string, consumer)
  return consumer
}

const produced: types.Producer[] = []

serveControl(
  Number(process.env['CONTROL_PORT']),
  {
    async join(id, port, ssrc) {
      const { router } = next()
      const send = await router.createPlainTransport({ listenInfo: plain, comedia: true })
      const recv = await router.createPlainTransport({ listenInfo: plain })
      await recv.connect({ ip: '127.0.0.1', port })
      const producer = await send.produce({ kind: 'audio', rtpParameters: opus(ssrc), appData: { peer: id } })
      const peer: Peer = { id, router, send, recv, capabilities: opusOnly, hears: new Map() }
      // a call grows: as long as it is small everybody has a consumer of everybody, and keeps it
      const small = peers.size < AUDIO_OF_ALL
      if (small) {
        for (const other of produced) await consume(peer, other, true)
        for (const other of peers.values()) await consume(other, producer, true)
      }
      peers.set(id, peer)
      produced.push(producer)
      if (spoken.length < talkers) spoken.push(producer)
      return send.tuple.localPort
    },
    async begin() {
      const [first, second] = places.map(({ router }) => router) as [types.Router, types.Router]
      for (const { id } of spoken) await first.pipeToRouter({ producerId: id, router: second, enableSctp: false, listenInfo: plain })
      for (const peer of peers.values()) {
        for (const producer of spoken) {
          const of = producer.appData['peer'] as string
          if (of !== peer.id) await (peer.hears.get(of) ?? (await consume(peer, producer, true))).resume()
        }
      }
    },
    async end() {
      for (const { send, recv } of peers.values()) {
        send?.close()
        recv.close()
      }
      peers.clear()
      produced.length = 0
      spoken.length = 0
      joined = 0
    },
    streams: async (peer) =>
      Object.fromEntries([...(peers.get(peer)?.hears ?? [])].map(([of, { rtpParameters }]) => [rtpParameters.encodings?.[0]?.ssrc, of])),
  },
  async ({ pathname }, body) => {
    switch (pathname) {
      case '/':
        return new Response('<!doctype html><title>bare</title>', { headers: { 'content-type': 'text/html' } })
      case '/page/transport': {
        const { router, server } = next()
        const recv = await router.createWebRtcTransport({
          webRtcServer: server,
          preferUdp: true,
          initialAvailableOutgoingBitrate: 1_000_000,
        })
        peers.set(body.peer, { id: body.peer, router, send: null, recv, capabilities: body.rtpCapabilities, hears: new Map() })
        const { id, iceParameters, iceCandidates, dtlsParameters } = recv
        return { id, iceParameters, iceCandidates, dtlsParameters }
      }
      case '/page/capabilities':
        return places[0]?.router.rtpCapabilities
      case '/page/connect':
        return ((peers.get(body.peer) as Peer).recv as types.WebRtcTransport).connect({ dtlsParameters: body.dtlsParameters })
      case '/page/consume': {
        const peer = peers.get(body.peer) as Peer
        const consumers = await Promise.all(spoken.map((producer) => consume(peer, producer, false)))
        return consumers.map(({ id, producerId, kind, rtpParameters }) => ({ id, producerId, kind, rtpParameters }))
      }
      default:
        return new Response('no', { status: 404 })
    }
  },
)

for (const port of listen) {
  const worker = await createWorker({ workerBin, logLevel: 'error' })
  const server = await worker.createWebRtcServer({
    listenInfos: [
      { protocol: 'udp', ip: '127.0.0.1', port },
      { protocol: 'tcp', ip: '127.0.0.1', port },
    ],
  })
  places.push({ router: await worker.createRouter({ mediaCodecs }), server })
}
console.log('ready')

import { createWorker, type types } from 'mediasoup'
import { mediaCodecs } from '#media/codecs'
import { innerPorts } from '#media/media-worker'
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
}
const peers = new Map<string, Peer>()
const spoken: types.Producer[] = []
const places: { readonly router: types.Router; readonly server: types.WebRtcServer }[] = []
let joined = 0
/** The peers are dealt out as the product deals them: the first router is filled first. */
const FULL = 24
const next = (): (typeof places)[number] => places[joined++ < FULL ? 0 : 1] as (typeof places)[number]

async function consume(peer: Peer, producer: types.Producer): Promise<types.Consumer> {
  return peer.recv.consume({
    producerId: producer.id,
    rtpCapabilities: peer.capabilities,
    paused: false,
    appData: { of: producer.appData['peer'] },
  })
}
const streams = new Map<string, Record<string, string>>()

serveControl(
  Number(process.env['CONTROL_PORT']),
  {
    async join(id, port, ssrc) {
      const { router } = next()
      const send = await router.createPlainTransport({ listenInfo: plain, comedia: true })
      const recv = await router.createPlainTransport({ listenInfo: plain })
      await recv.connect({ ip: '127.0.0.1', port })
      const producer = await send.produce({ kind: 'audio', rtpParameters: opus(ssrc), appData: { peer: id } })
      peers.set(id, { id, router, send, recv, capabilities: opusOnly })
      if (spoken.length < talkers) spoken.push(producer)
      return send.tuple.localPort
    },
    async begin() {
      const [first, second] = places.map(({ router }) => router) as [types.Router, types.Router]
      for (const { id } of spoken) await first.pipeToRouter({ producerId: id, router: second, enableSctp: false, listenInfo: plain })
      for (const peer of peers.values()) {
        const own: Record<string, string> = {}
        for (const producer of spoken) {
          if (producer.appData['peer'] === peer.id) continue
          const { rtpParameters } = await consume(peer, producer)
          own[String(rtpParameters.encodings?.[0]?.ssrc)] = String(producer.appData['peer'])
        }
        streams.set(peer.id, own)
      }
    },
    async end() {
      for (const { send, recv } of peers.values()) {
        send?.close()
        recv.close()
      }
      peers.clear()
      streams.clear()
      spoken.length = 0
      joined = 0
    },
    streams: async (peer) => streams.get(peer) ?? {},
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
        peers.set(body.peer, { id: body.peer, router, send: null, recv, capabilities: body.rtpCapabilities })
        const { id, iceParameters, iceCandidates, dtlsParameters } = recv
        return { id, iceParameters, iceCandidates, dtlsParameters }
      }
      case '/page/capabilities':
        return places[0]?.router.rtpCapabilities
      case '/page/connect':
        return ((peers.get(body.peer) as Peer).recv as types.WebRtcTransport).connect({ dtlsParameters: body.dtlsParameters })
      case '/page/consume': {
        const peer = peers.get(body.peer) as Peer
        const consumers = await Promise.all(spoken.map((producer) => consume(peer, producer)))
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

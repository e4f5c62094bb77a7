import { createWorker, type types } from 'mediasoup'
import { join } from 'node:path'
import { mediaCodecs } from '#media/codecs'
import { innerPorts } from '#media/media-worker'

/** The reference for joins: a page of mediasoup-client at a server that does what a page asks, over a socket, and nothing else. */
export async function startBareCall(): Promise<{ url: string; stop(): void }> {
  const bundle = await Bun.build({ entrypoints: [join(import.meta.dir, 'bare-call-page.ts')], target: 'browser', format: 'iife' })
  const code = await (bundle.outputs[0] as Blob).text()
  const worker = await createWorker({ workerBin: process.env['MEDIA_WORKER_BIN'] ?? '', logLevel: 'error' })
  const listen = (protocol: 'udp' | 'tcp') => ({ protocol, ip: '127.0.0.1', portRange: innerPorts })
  const webRtcServer = await worker.createWebRtcServer({ listenInfos: [listen('udp'), listen('tcp')] })
  const router = await worker.createRouter({ mediaCodecs })
  const producers = new Map<string, types.Producer>()

  type Own = { readonly transports: Map<string, types.WebRtcTransport>; readonly consumers: Map<string, types.Consumer> }
  const does: Record<string, (own: Own, data: any) => Promise<unknown>> = {
    capabilities: async () => router.rtpCapabilities,
    async transport({ transports }) {
      const transport = await router.createWebRtcTransport({ webRtcServer, preferUdp: true, initialAvailableOutgoingBitrate: 1_000_000 })
      transports.set(transport.id, transport)
      const { id, iceParameters, iceCandidates, dtlsParameters } = transport
      return { id, iceParameters, iceCandidates, dtlsParameters }
    },
    connect: async ({ transports }, { id, dtlsParameters }) => transports.get(id)?.connect({ dtlsParameters }),
    async produce({ transports }, { id, kind, rtpParameters }) {
      const producer = await (transports.get(id) as types.WebRtcTransport).produce({ kind, rtpParameters })
      producers.set(producer.id, producer)
      producer.observer.on('close', () => producers.delete(producer.id))
      return { id: producer.id }
    },
    async consume({ transports, consumers }, { id, rtpCapabilities, others }) {
      const all = [...producers.keys()].filter((producerId) => !others.includes(producerId))
      const transport = transports.get(id) as types.WebRtcTransport
      return Promise.all(
        all.map(async (producerId) => {
          const consumer = await transport.consume({ producerId, rtpCapabilities, paused: true })
          consumers.set(consumer.id, consumer)
          return { id: consumer.id, producerId, kind: consumer.kind, rtpParameters: consumer.rtpParameters }
        }),
      )
    },
    resume: async ({ consumers }, { id }) => consumers.get(id)?.resume(),
    leave: async ({ transports }) => transports.forEach((transport) => transport.close()),
  }

  const server = Bun.serve<Own>({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, self) {
      const { pathname } = new URL(request.url)
      if (pathname === '/ws')
        return self.upgrade(request, { data: { transports: new Map(), consumers: new Map() } }) ? undefined : new Response('no')
      if (pathname === '/page.js') return new Response(code, { headers: { 'content-type': 'text/javascript' } })
      return new Response('<!doctype html><title>bare</title><script src="/page.js"></script>', {
        headers: { 'content-type': 'text/html' },
      })
    },
    websocket: {
      async message(socket, text) {
        const { n, what, data } = JSON.parse(String(text))
        const answer = await does[what]?.(socket.data, data ?? {}).catch((error: unknown) => console.error(what, error))
        socket.send(JSON.stringify({ n, data: answer ?? null }))
      },
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    stop() {
      void server.stop(true)
      worker.close()
    },
  }
}

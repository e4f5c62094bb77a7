import type { ServerWebSocket } from 'bun'
import { createWorker, type types } from 'mediasoup'
import { join } from 'node:path'
import { mediaCodecs } from '#media/codecs'
import { innerPorts } from '#media/media-worker'

/** What one page has at the server. */
type Own = {
  readonly transports: Map<string, types.WebRtcTransport>
  readonly consumers: Map<string, types.Consumer>
  readonly producers: Set<types.Producer>
  receives: { readonly transport: types.WebRtcTransport; readonly rtpCapabilities: types.RtpCapabilities } | null
}

const nothing = (): Own => ({ transports: new Map(), consumers: new Map(), producers: new Set(), receives: null })

/** The reference for joins: pages of mediasoup-client at a server that does what they ask, over a socket, and nothing else. */
export async function startBareCall(): Promise<{ url: string; stop(): void }> {
  const bundle = await Bun.build({ entrypoints: [join(import.meta.dir, 'bare-call-page.ts')], target: 'browser', format: 'iife' })
  const code = await (bundle.outputs[0] as Blob).text()
  const worker = await createWorker({ workerBin: process.env['MEDIA_WORKER_BIN'] ?? '', logLevel: 'error' })
  const listen = (protocol: 'udp' | 'tcp') => ({ protocol, ip: '127.0.0.1', portRange: innerPorts })
  const webRtcServer = await worker.createWebRtcServer({ listenInfos: [listen('udp'), listen('tcp')] })
  const router = await worker.createRouter({ mediaCodecs })
  const sockets = new Set<ServerWebSocket<Own>>()

  const consume = async (socket: ServerWebSocket<Own>, producer: types.Producer): Promise<object | null> => {
    const { receives, consumers } = socket.data
    if (!receives || socket.data.producers.has(producer)) return null
    const { transport, rtpCapabilities } = receives
    const consumer = await transport.consume({ producerId: producer.id, rtpCapabilities, paused: true })
    consumers.set(consumer.id, consumer)
    consumer.on('producerclose', () => {
      consumers.delete(consumer.id)
      socket.send(JSON.stringify({ closed: consumer.id }))
    })
    return { id: consumer.id, producerId: producer.id, kind: consumer.kind, rtpParameters: consumer.rtpParameters }
  }

  const does: Record<string, (socket: ServerWebSocket<Own>, data: any) => Promise<unknown>> = {
    capabilities: async () => router.rtpCapabilities,
    async transport({ data }) {
      const transport = await router.createWebRtcTransport({ webRtcServer, preferUdp: true, initialAvailableOutgoingBitrate: 1_000_000 })
      data.transports.set(transport.id, transport)
      const { id, iceParameters, iceCandidates, dtlsParameters } = transport
      return { id, iceParameters, iceCandidates, dtlsParameters }
    },
    connect: async ({ data }, { id, dtlsParameters }) => data.transports.get(id)?.connect({ dtlsParameters }),
    async produce(socket, { id, kind, rtpParameters }) {
      const producer = await (socket.data.transports.get(id) as types.WebRtcTransport).produce({ kind, rtpParameters })
      socket.data.producers.add(producer)
      producer.observer.on('close', () => socket.data.producers.delete(producer))
      for (const other of sockets) void consume(other, producer).then((consumer) => consumer && other.send(JSON.stringify({ consumer })))
      return { id: producer.id }
    },
    async consume(socket, { id, rtpCapabilities }) {
      socket.data.receives = { transport: socket.data.transports.get(id) as types.WebRtcTransport, rtpCapabilities }
      const all = [...sockets].flatMap(({ data }) => [...data.producers])
      return (await Promise.all(all.map((producer) => consume(socket, producer)))).filter((consumer) => consumer !== null)
    },
    // of somebody who has left meanwhile there is none any more
    resume: async ({ data }, { id }) =>
      data.consumers
        .get(id)
        ?.resume()
        .catch(() => undefined),
    async leave(socket) {
      for (const transport of socket.data.transports.values()) transport.close()
      socket.data = nothing()
    },
  }

  const server = Bun.serve<Own>({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, self) {
      const { pathname } = new URL(request.url)
      if (pathname === '/ws') return self.upgrade(request, { data: nothing() }) ? undefined : new Response('no')
      if (pathname === '/page.js') return new Response(code, { headers: { 'content-type': 'text/javascript' } })
      return new Response('<!doctype html><title>bare</title><script src="/page.js"></script>', {
        headers: { 'content-type': 'text/html' },
      })
    },
    websocket: {
      open: (socket) => void sockets.add(socket),
      close: (socket) => void sockets.delete(socket),
      async message(socket, text) {
        const { n, what, data } = JSON.parse(String(text))
        const answer = await does[what]?.(socket, data ?? {}).catch((error: unknown) => console.error(what, error))
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

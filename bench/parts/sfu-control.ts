import { heapStats } from 'bun:jsc'
import { observer, type types } from 'mediasoup'

/** What both sides of the SFU bench answer over HTTP to the bench: where each generated peer sends, and what was forwarded. */
export type Control = {
  /** Makes a peer that sends one microphone over plain RTP and receives on `port`. Answers where it sends to. */
  join(peer: string, port: number, ssrc: number): Promise<number>
  /** Everybody has joined: what is not flowing yet begins. */
  begin(): Promise<void>
  /** Everybody leaves. */
  end(): Promise<void>
  /** Which SSRC at a generated peer is whose. */
  streams(peer: string): Promise<Readonly<Record<string, string>>>
}

/** Packets that consumers sent to peers, and over pipes from router to router; the process and its workers. */
export type Forwarded = { readonly packets: number; readonly piped: number; readonly pids: readonly number[] }

/** Serves a `Control`; counts what the consumers of this process sent. */
export function serveControl(port: number, control: Control, more: (url: URL, body: any) => Promise<unknown> = async () => null): void {
  const consumers = new Set<types.Consumer>()
  const workers = new Set<types.Worker>()
  observer.on('newworker', (worker) => {
    workers.add(worker)
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newconsumer', (consumer) => {
          consumers.add(consumer)
          consumer.observer.once('close', () => consumers.delete(consumer))
        })
      })
    })
  })
  const forwarded = async (): Promise<Forwarded> => {
    const sent = { packets: 0, piped: 0 }
    for (const consumer of [...consumers])
      for (const stat of await consumer.getStats())
        if (stat.type === 'outbound-rtp') sent[consumer.type === 'pipe' ? 'piped' : 'packets'] += stat.packetCount
    return { ...sent, pids: [process.pid, ...[...workers].map(({ pid }) => pid)] }
  }
  Bun.serve({
    port,
    hostname: '127.0.0.1',
    idleTimeout: 60,
    async fetch(request) {
      const url = new URL(request.url)
      const body = (request.method === 'POST' ? await request.json() : {}) as any
      switch (url.pathname) {
        case '/join':
          return Response.json(await control.join(body.peer, body.port, body.ssrc))
        case '/begin':
          return Response.json((await control.begin()) ?? null)
        case '/collect': {
          Bun.gc(true)
          const { heapSize, heapCapacity } = heapStats()
          return Response.json({ heap: heapSize, free: heapCapacity - heapSize })
        }
        case '/end':
          await control.end()
          return Response.json(null)
        case '/streams':
          return Response.json(await control.streams(body.peer))
        case '/forwarded':
          return Response.json(await forwarded())
        default: {
          const answer = await more(url, body)
          return answer instanceof Response ? answer : Response.json(answer ?? null)
        }
      }
    },
  })
}

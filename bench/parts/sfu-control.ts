import { observer, type types } from 'mediasoup'

/** What both sides of the SFU bench answer over HTTP to the bench: where each generated peer sends, and what was forwarded. */
export type Control = {
  /** Makes a peer that sends one microphone over plain RTP and receives on `port`. Answers where it sends to. */
  join(peer: string, port: number, ssrc: number): Promise<number>
  /** Everybody has joined: what is not flowing yet begins. */
  begin(): Promise<void>
  /** Which SSRC at a generated peer is whose. */
  streams(peer: string): Promise<Readonly<Record<string, string>>>
}

export type Forwarded = { readonly packets: number; readonly pids: readonly number[] }

/** Serves a `Control`; counts what the consumers of this process sent, those of pipes apart. */
export function serveControl(port: number, control: Control, more: (url: URL, body: any) => Promise<unknown> = async () => null): void {
  const consumers = new Set<types.Consumer>()
  const workers = new Set<types.Worker>()
  observer.on('newworker', (worker) => {
    workers.add(worker)
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) => {
        transport.observer.on('newconsumer', (consumer) => consumer.type !== 'pipe' && consumers.add(consumer))
      })
    })
  })
  const forwarded = async (): Promise<Forwarded> => {
    let packets = 0
    for (const consumer of consumers) {
      if (consumer.closed) continue
      for (const stat of await consumer.getStats()) if (stat.type === 'outbound-rtp') packets += stat.packetCount
    }
    return { packets, pids: [process.pid, ...[...workers].map(({ pid }) => pid)] }
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

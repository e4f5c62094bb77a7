import type { types } from 'mediasoup'
import type { Addresses } from './addresses'

/** A living mediasoup worker with its one port. */
export type MediaWorker = {
  /** Its place in the pool, the same after a restart. */
  readonly index: number
  readonly pid: number
  readonly port: number
  readonly process: types.Worker
  readonly server: types.WebRtcServer
  /** Whoever must hear at once that it died. */
  readonly users: Set<{ lost(): void }>
  /** Producers and consumers on it: what it has to do. */
  readonly load: { peers: number; streams: number; cpu: number }
}

export type WorkerOptions = {
  readonly workerBin: string
  /** UDP and TCP; 0: a free one is found. */
  readonly port: number
  readonly udp: boolean
  readonly addresses: Addresses
}

/** Ports of pipes and plain transports, all on loopback: below those the system gives to clients. */
export const innerPorts = { min: 10_000, max: 19_999 }
/** Where ports are looked for when none is given. */
const openPorts = { min: 21_000, max: 32_000 }
const TRIES = 50

/** Starts a worker and binds its port. The file must be there: mediasoup on Bun crashes the program on one that is not. */
export async function startWorker(index: number, options: WorkerOptions): Promise<MediaWorker> {
  const { createWorker } = await import('mediasoup')
  const process = await createWorker({ workerBin: options.workerBin, logLevel: 'error' })
  outliveSignals(process)
  try {
    const { server, port } = await listen(process, options)
    const load = { peers: 0, streams: 0, cpu: 0 }
    countStreams(process, load)
    return { index, pid: process.pid, port, process, server, users: new Set(), load }
  } catch (error) {
    process.close()
    throw error
  }
}

function countStreams(worker: types.Worker, load: { streams: number }): void {
  const count = ({ observer }: types.Producer | types.Consumer): void => {
    load.streams++
    ;(observer as types.ProducerObserver).once('close', () => load.streams--)
  }
  worker.observer.on('newrouter', (router) => {
    router.observer.on('newtransport', (transport) => {
      transport.observer.on('newproducer', count)
      transport.observer.on('newconsumer', count)
    })
  })
}

async function listen(worker: types.Worker, options: WorkerOptions): Promise<{ server: types.WebRtcServer; port: number }> {
  if (options.port !== 0) return { server: await bind(worker, options, options.port), port: options.port }
  for (let attempt = 1; ; attempt++) {
    const port = openPorts.min + Math.floor(Math.random() * (openPorts.max - openPorts.min))
    try {
      return { server: await bind(worker, options, port), port }
    } catch (error) {
      if (attempt === TRIES || worker.closed) throw error
    }
  }
}

function bind(worker: types.Worker, { addresses, udp }: WorkerOptions, port: number): Promise<types.WebRtcServer> {
  const protocols: readonly types.TransportProtocol[] = udp ? ['udp', 'tcp'] : ['tcp']
  const listenInfos = addresses.listen.flatMap((ip) => protocols.map((protocol) => listenInfo(protocol, ip, port)))
  return worker.createWebRtcServer({ listenInfos })
}

const listenInfo = (protocol: types.TransportProtocol, ip: string, port: number): types.TransportListenInfo => ({
  protocol,
  ip,
  port,
  ...(ip.includes(':') ? { flags: { ipv6Only: true } } : {}),
})

/** mediasoup closes its workers on SIGINT and SIGTERM; here the program decides when calls end. */
function outliveSignals(worker: types.Worker): void {
  const { onSignal } = worker as unknown as { onSignal: () => void }
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, onSignal)
}

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { http, register } from './people'

/** One way of a link. */
export type Way = {
  /** Bits a second; null: as fast as they come. */
  bitrate: number | null
  /** Datagrams that found the queue full. */
  readonly dropped: number
}

/** Somebody's link to the media server: a UDP relay of the loopback, as narrow as a test makes it. */
export type Link = {
  readonly port: number
  /** Towards who is behind it. */
  readonly down: Way
  readonly up: Way
  close(): Promise<void>
}

const DELAY_MS = 20
/** What a home router holds back before it drops. */
const QUEUE_MS = 1_000

/** A link to the first media worker of a server. */
export async function startLink(url: string): Promise<Link> {
  const { token } = await register(url, `link-${crypto.randomUUID()}@example.org`)
  const { sfu } = await http<{ sfu: { ports: number[] } }>(url, token, 'GET', '/v1/rtc/diagnose')
  const target = sfu.ports[0]
  if (target === undefined) throw new Error('the server has no media worker')
  const [down, up] = [new OneWay(), new OneWay()]
  const near = await bound()
  const farOf = new Map<string, Promise<Socket>>()
  const open = async ({ address, port }: RemoteInfo): Promise<Socket> => {
    const far = await bound()
    return far.on('message', (bytes) => down.pass(bytes.length, () => near.send(bytes, port, address)))
  }
  near.on('message', (bytes, from) => {
    const key = `${from.address}:${from.port}`
    const far = farOf.get(key) ?? open(from)
    farOf.set(key, far)
    up.pass(bytes.length, () => void far.then((socket) => socket.send(bytes, target, '127.0.0.1')))
  })
  return {
    port: near.address().port,
    down,
    up,
    close: async () => {
      for (const way of [down, up]) way.close()
      for (const socket of [near, ...(await Promise.all(farOf.values()))]) socket.close()
    },
  }
}

function bound(): Promise<Socket> {
  const socket = createSocket('udp4')
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(0, '127.0.0.1', () => resolve(socket))
  })
}

/** First in, first out; what would wait longer than the queue lasts is dropped. */
class OneWay implements Way {
  bitrate: number | null = null
  dropped = 0
  #queue: { readonly at: number; readonly send: () => void }[] = []
  #free = 0
  #timer: ReturnType<typeof setTimeout> | null = null

  pass(bytes: number, send: () => void): void {
    const now = performance.now()
    const free = Math.max(now, this.#free) + (this.bitrate === null ? 0 : (bytes * 8_000) / this.bitrate)
    if (free - now > QUEUE_MS) return void this.dropped++
    this.#free = free
    this.#queue.push({ at: free + DELAY_MS, send })
    if (this.#timer === null) this.#run()
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#queue = []
  }

  #run(): void {
    const now = performance.now()
    const waiting = this.#queue.findIndex(({ at }) => at > now)
    for (const { send } of this.#queue.splice(0, waiting === -1 ? this.#queue.length : waiting)) send()
    const next = this.#queue[0]
    this.#timer = next ? setTimeout(() => this.#run(), next.at - now) : null
  }
}

import { LoadSocket } from './load-socket'
import type { Product } from './product'
import type { Measured } from './process'
import { percentile } from './report'

export type FanFigures = {
  /** CPU seconds of the server per million deliveries. */
  cpuPerMillion: number
  /** Milliseconds from send to delivery at one member. */
  p50: number
  p99: number
  messagesPerSecond: number
}

export type FanLoad = {
  readonly path: (member: number) => string
  readonly join: string
  readonly send: (requestId: string, text: string) => string
}

export const bareLoad: FanLoad = {
  path: () => '/',
  join: '{"type":"room.join","requestId":"join","payload":{}}',
  send: (requestId, text) => `{"type":"message.send","requestId":"${requestId}","payload":{"text":"${text}"}}`,
}

export const productLoad = ({ tokens, roomId }: Product): FanLoad => ({
  path: (member) => `/v1/realtime/ws?token=${tokens[member % tokens.length]}`,
  join: `{"type":"room.join","requestId":"join","payload":{"roomId":"${roomId}"}}`,
  send: (requestId, text) => `{"type":"message.send","requestId":"${requestId}","payload":{"roomId":"${roomId}","text":"${text}"}}`,
})

const SENDERS = 4
const WINDOW = 16

/** Closed loop with 16 messages in flight, or a steady pace per second; every message is awaited at every member. */
export async function fanLoad(
  server: Measured,
  load: FanLoad,
  members: number,
  messages: number,
  pace: 'full' | number,
): Promise<FanFigures> {
  const sockets = await joinAll(server.port, load, members)
  const sentAt = new Map<string, number>()
  const latencies: number[] = []
  let sent = 0
  let delivered = 0
  let seen = 0
  let next = (): void => {}
  const finished = new Promise<void>((resolve) => {
    for (const [member, socket] of sockets.entries()) {
      const watch = member === sockets.length - 1
      socket.onFrame = (frame) => {
        // `{"v":1,"type":"message.new"`: told by its 16th byte on, without a parse.
        if (frame[15] !== 0x6d || frame[16] !== 0x65) return
        if (watch) {
          const text = /"text":"([^"]+)"/.exec(frame.toString())?.[1]?.slice(0, 36) ?? ''
          latencies.push(performance.now() - (sentAt.get(text) ?? Number.NaN))
          seen++
          next()
        }
        if (++delivered === members * messages) resolve()
      }
    }
  })
  const say = speaker(sockets.slice(0, SENDERS), load, sentAt)
  const send = (): void => {
    sent++
    say()
  }
  const cpu = server.cpu()
  const began = performance.now()
  if (pace === 'full') {
    next = () => {
      while (sent < messages && sent - seen < WINDOW) send()
    }
    next()
  } else {
    const timer = setInterval(() => {
      const due = Math.min(messages, Math.floor(((performance.now() - began) / 1_000) * pace) + 1)
      while (sent < due) send()
      if (sent === messages) clearInterval(timer)
    }, 1)
  }
  await finished
  const seconds = (performance.now() - began) / 1_000
  const used = server.cpu() - cpu
  for (const socket of sockets) socket.close()
  return {
    cpuPerMillion: (used / delivered) * 1e6,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    messagesPerSecond: messages / seconds,
  }
}

/** Sends a message of 120 bytes from each of the sockets in turn; its id, which its text begins with, is kept with the time. */
export function speaker(sockets: readonly LoadSocket[], load: FanLoad, sentAt: Map<string, number>): () => void {
  const filling = 'x'.repeat(84)
  let next = 0
  return () => {
    const id = crypto.randomUUID()
    sentAt.set(id, performance.now())
    sockets[next++ % sockets.length]?.send(load.send(id, id + filling))
  }
}

const AT_ONCE = 50

/** Does it for 0 to count - 1, fifty at a time. */
async function each<T>(count: number, one: (nth: number) => Promise<T>): Promise<T[]> {
  const all: T[] = []
  while (all.length < count)
    all.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - all.length) }, (_, nth) => one(all.length + nth)))))
  return all
}

/** Open sockets that have joined nothing. */
export const openAll = (port: number, load: FanLoad, count: number): Promise<LoadSocket[]> =>
  each(count, (nth) => LoadSocket.open(port, load.path(nth)))

/** Each asks to join and is acked. */
export async function joined(sockets: readonly LoadSocket[], load: FanLoad): Promise<void> {
  await each(sockets.length, async (nth) => {
    const socket = sockets[nth] as LoadSocket
    await new Promise<void>((resolve) => {
      socket.onFrame = (frame) => {
        if (frame.includes('"requestId":"join"')) resolve()
      }
      socket.send(load.join)
    })
  })
}

/** All sockets joined, each acked. */
export async function joinAll(port: number, load: FanLoad, members: number): Promise<LoadSocket[]> {
  const sockets = await openAll(port, load, members)
  await joined(sockets, load)
  return sockets
}

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { opusPacket } from '#media/testkit'

/**
 * Many peers that speak plain RTP, as a process of its own: some talk (opus at 50 packets a second), the others are silent as opus with
 * DTX is: two short packets every 400 ms. Told over IPC what to do; counts what each receives, by SSRC.
 */
export type CrowdOrder =
  | { readonly do: 'open'; readonly count: number }
  /** For so long; peer n sends the same to `ports[n]` of every list. */
  | { readonly do: 'talk'; readonly ports: readonly (readonly number[])[]; readonly talkers: number; readonly ms: number }

export type CrowdReport = {
  /** Local ports of the peers. */
  readonly ports?: readonly number[]
  readonly sent?: readonly number[]
  /** Per peer, per SSRC. */
  readonly received?: readonly Readonly<Record<string, number>>[]
}

export const ssrcOf = (peer: number): number => 1_000 + peer
const FRAME_MS = 20
const DTX_FRAMES = 20
const SILENT = 127
const LOUD = 20

const sockets: Socket[] = []
let received: Record<string, number>[] = []
const sequences: number[] = []

async function open(count: number): Promise<CrowdReport> {
  for (let peer = 0; peer < count; peer++) {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 }).bind(0, '127.0.0.1')
    await once(socket, 'listening')
    socket.on('message', (packet) => {
      const type = packet[1] as number
      // RTCP
      if (type >= 192 && type <= 223) return
      const own = received[peer]
      const ssrc = packet.readUInt32BE(8)
      if (own) own[ssrc] = (own[ssrc] ?? 0) + 1
    })
    sockets.push(socket)
    sequences.push(peer * 100)
  }
  return { ports: sockets.map((socket) => socket.address().port) }
}

async function talk(ports: readonly (readonly number[])[], talkers: number, ms: number): Promise<CrowdReport> {
  received = sockets.map(() => ({}))
  const sent = sockets.map(() => 0)
  const send = (peer: number, level: number, payload: number): void => {
    const sequence = (sequences[peer] = (sequences[peer] as number) + 1)
    const packet = opusPacket(ssrcOf(peer), sequence, level, payload)
    for (const list of ports) sockets[peer]?.send(packet, list[peer] as number, '127.0.0.1')
    sent[peer] = (sent[peer] as number) + 1
  }
  const began = performance.now()
  for (let frame = 0; frame * FRAME_MS < ms; frame++) {
    const late = performance.now() - began - frame * FRAME_MS
    if (late < 0) await Bun.sleep(-late)
    for (let peer = 0; peer < sockets.length; peer++) {
      if (peer < talkers) send(peer, LOUD, 80)
      else if ((frame + peer) % DTX_FRAMES === 0) {
        send(peer, SILENT, 20)
        send(peer, SILENT, 1)
      }
    }
  }
  // what is on its way arrives
  await Bun.sleep(300)
  return { sent, received }
}

process.on('message', (order: CrowdOrder) => {
  const work = order.do === 'open' ? open(order.count) : talk(order.ports, order.talkers, order.ms)
  void work.then((report) => process.send?.(report))
})

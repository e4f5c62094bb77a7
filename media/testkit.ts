import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { types } from 'mediasoup'
import type { Source } from '#protocol/frames/media'
import type { ConferenceEvent, PeerId } from './conference'
import type { LiveConference } from './live-conference'
import { type MediaPool, type MediaPoolOptions, openMediaPool } from './pool'

/** The worker program the tests run with; `npm test` sees to it. */
export const workerBin = process.env['MEDIA_WORKER_BIN'] ?? ''

/** Waits until it is so, looking every 2 ms. */
export async function until(check: () => boolean, within = 5_000): Promise<void> {
  const deadline = performance.now() + within
  while (!check()) {
    if (performance.now() > deadline) throw new Error(`not so within ${within} ms: ${String(check)}`)
    await Bun.sleep(2)
  }
}

/** A pool on loopback and free ports, all its workers alive. */
export async function testPool(options: Partial<MediaPoolOptions> = {}): Promise<MediaPool> {
  if (!workerBin) throw new Error('MEDIA_WORKER_BIN names no worker: run this through npm test')
  const pool = await openMediaPool({ workerBin, workers: 1, port: 0, announced: ['127.0.0.1'], ...options })
  await pool.whole()
  return pool
}

/** A conference that keeps what it reports. */
export async function heldBy(pool: MediaPool, id = 'call'): Promise<{ conference: LiveConference; events: ConferenceEvent[] }> {
  const events: ConferenceEvent[] = []
  const conference = (await pool.conference(id, (event) => void events.push(event))) as LiveConference
  return { conference, events }
}

const LEVEL_ID = 10
const OPUS = 100

/** What a peer made by `taker` can decode: opus with levels, VP8. */
export const opusOnly: types.RtpCapabilities = {
  codecs: [{ kind: 'audio', mimeType: 'audio/opus', preferredPayloadType: OPUS, clockRate: 48_000, channels: 2 }],
  headerExtensions: [{ kind: 'audio', uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', preferredId: LEVEL_ID, direction: 'sendrecv' }],
}

export const opus = (ssrc: number): types.RtpParameters => ({
  codecs: [{ mimeType: 'audio/opus', payloadType: OPUS, clockRate: 48_000, channels: 2 }],
  headerExtensions: [{ uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: LEVEL_ID }],
  encodings: [{ ssrc }],
  rtcp: { cname: `cname${ssrc}` },
})

/** VP8 in three layers of simulcast. */
export const simulcast = (ssrc: number): types.RtpParameters => ({
  codecs: [
    { mimeType: 'video/VP8', payloadType: 101, clockRate: 90_000, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] },
    { mimeType: 'video/rtx', payloadType: 102, clockRate: 90_000, parameters: { apt: 101 } },
  ],
  encodings: [0, 2, 4].map((nth) => ({ ssrc: ssrc + nth, rtx: { ssrc: ssrc + nth + 1 }, scalabilityMode: 'L1T3' })),
  rtcp: { cname: `cname${ssrc}` },
})

/** One packet of opus at a loudness (0 loud, 127 silence). */
export function opusPacket(ssrc: number, sequence: number, level: number, payload = 80): Buffer {
  const packet = Buffer.alloc(12 + 8 + payload)
  packet[0] = 0x90
  packet[1] = OPUS
  packet.writeUInt16BE(sequence & 0xffff, 2)
  packet.writeUInt32BE((sequence * 960) >>> 0, 4)
  packet.writeUInt32BE(ssrc, 8)
  packet.writeUInt16BE(0xbede, 12)
  packet.writeUInt16BE(1, 14)
  packet[16] = LEVEL_ID << 4
  packet[17] = 0x80 | level
  packet.fill(0x55, 20)
  return packet
}

/** A peer that speaks plain RTP: counts what it receives, by SSRC. */
export class Talker {
  readonly received = new Map<number, number>()
  readonly #socket: Socket
  readonly #conference: LiveConference
  readonly id: PeerId
  #port = 0
  #sequence = 0
  transportId = ''

  private constructor(conference: LiveConference, id: PeerId, socket: Socket) {
    this.#conference = conference
    this.id = id
    this.#socket = socket
    socket.on('message', (packet) => {
      // RTCP has packet types 192 to 223 in its second byte
      if ((packet[1] as number) >= 192 && (packet[1] as number) <= 223) return
      const ssrc = packet.readUInt32BE(8)
      this.received.set(ssrc, (this.received.get(ssrc) ?? 0) + 1)
    })
  }

  static async open(conference: LiveConference, id: PeerId, direction: 'send' | 'recv' | 'both' = 'both'): Promise<Talker> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const talker = new Talker(conference, id, socket)
    if (direction !== 'recv') {
      const { transportId, port } = await conference.plain(id, { direction: 'send' })
      talker.transportId = transportId
      talker.#port = port
    }
    if (direction !== 'send') await conference.plain(id, { direction: 'recv', port: socket.address().port, rtpCapabilities: opusOnly })
    return talker
  }

  async produce(ssrc: number, source: Source = 'mic'): Promise<string> {
    const producer = { kind: 'audio', source, rtpParameters: opus(ssrc) } as const
    return (await this.#conference.produce(this.id, this.transportId, producer)).producerId
  }

  say(ssrc: number, level = 20): void {
    this.#socket.send(opusPacket(ssrc, ++this.#sequence, level), this.#port, '127.0.0.1')
  }

  close(): void {
    this.#socket.close()
  }
}

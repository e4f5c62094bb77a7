import { afterEach, expect, test } from 'bun:test'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { types } from 'mediasoup'
import type { MediaPool } from './pool'
import { heldBy, testPool, until } from './testkit'

let pool: MediaPool | undefined
afterEach(async () => pool?.close())

const SSRC = 900

const vp8: types.RtpParameters = {
  codecs: [{ mimeType: 'video/VP8', payloadType: 101, clockRate: 90_000, rtcpFeedback: [{ type: 'nack', parameter: 'pli' }] }],
  encodings: [{ ssrc: SSRC }],
  rtcp: { cname: 'camera' },
}

/** A frame of one packet. */
function frame(sequence: number, key: boolean): Buffer {
  const packet = Buffer.alloc(12 + 60)
  packet[0] = 0x80
  packet[1] = 0x80 | 101
  packet.writeUInt16BE(sequence, 2)
  packet.writeUInt32BE(sequence * 3_000, 4)
  packet.writeUInt32BE(SSRC, 8)
  packet[12] = 0x10
  packet[13] = key ? 0x10 : 0x11
  packet.set([0, 0, 0x9d, 0x01, 0x2a, 64, 0, 64, 0], 14)
  return packet
}

const isPictureLoss = (packet: Buffer): boolean => packet[0] === 0x81 && packet[1] === 206

test('a sender is not asked for a key frame again before it would give one', async () => {
  pool = await testPool()
  const { conference } = await heldBy(pool)
  const camera = createSocket('udp4').bind(0, '127.0.0.1')
  await once(camera, 'listening')
  const { transportId, port } = await conference.plain('a', { direction: 'send' })
  const { producerId } = await conference.produce('a', transportId, { kind: 'video', source: 'camera', rtpParameters: vp8 })
  let sequence = 1
  const show = (key: boolean): void => camera.send(frame(sequence++, key), port, '127.0.0.1')
  const asked: number[] = []
  camera.on('message', (packet) => {
    if (!isPictureLoss(packet)) return
    asked.push(performance.now())
    show(true)
  })

  const viewers = [await conference.tap(producerId, { port: 9 }), await conference.tap(producerId, { port: 9 })] as const
  // the first frame is none to begin with: it is asked for one
  show(false)
  await until(() => asked.length >= 1)
  for (const viewer of viewers) await viewer.resume()
  await until(() => (show(false), asked.length >= 2))
  const [first, second] = asked as [number, number]
  // 350 ms, less what this process may have overslept
  expect(second - first).toBeGreaterThan(200)
  camera.close()
})

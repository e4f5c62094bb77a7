import { afterEach, expect, test } from 'bun:test'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { ProducerChange } from './conference'
import type { MediaPool } from './pool'
import { openTap } from './taps'
import { heldBy, simulcast, Talker, testPool, until } from './testkit'

let pool: MediaPool | undefined
afterEach(async () => pool?.close())

test('a tap sends one producer as plain RTP, paused until asked, and ends with it', async () => {
  pool = await testPool()
  const { conference } = await heldBy(pool)
  const changes: ProducerChange[] = []
  conference.watch((change) => void changes.push(change))
  const talker = await Talker.open(conference, 'a', 'send')
  const producerId = await talker.produce(7)
  expect(changes.map(({ type }) => type)).toEqual(['opened'])
  expect(conference.producers()).toEqual([{ producerId, participantId: 'a', source: 'mic', kind: 'audio', paused: false }])

  const recorder = createSocket('udp4').bind(0, '127.0.0.1')
  await once(recorder, 'listening')
  const payloads: number[] = []
  recorder.on('message', (packet) => void payloads.push((packet[1] as number) & 127))
  const tap = await conference.tap(producerId, { port: recorder.address().port, rtcpPort: recorder.address().port + 1 })
  const { codecs, encodings, rtcp } = tap.rtpParameters
  expect(codecs).toHaveLength(1)
  expect(codecs[0]).toMatchObject({ mimeType: 'audio/opus', clockRate: 48_000, channels: 2 })
  expect(encodings?.[0]?.ssrc).toBeNumber()
  expect(rtcp?.cname).toBe('cname7')
  talker.say(7)
  await tap.resume()
  await until(() => (talker.say(7), payloads.length > 3))
  expect(new Set(payloads)).toEqual(new Set([codecs[0]?.payloadType ?? 0]))

  await conference.pause('a', { producerId })
  await conference.resume('a', { producerId })
  conference.leave('a')
  expect(changes.map(({ type, producer }) => [type, producer.paused])).toEqual([
    ['opened', false],
    ['paused', true],
    ['resumed', false],
    ['closed', false],
  ])
  const late = await conference.tap(producerId, { port: 9 }).catch((error) => error)
  expect(late).toMatchObject({ code: 'not_found' })
  recorder.close()
  talker.close()
})

test('a tap of simulcast has one stream', async () => {
  pool = await testPool()
  const { conference } = await heldBy(pool)
  const talker = await Talker.open(conference, 'a', 'send')
  const camera = { kind: 'video', source: 'camera', rtpParameters: simulcast(100) } as const
  const { producerId } = await conference.produce('a', talker.transportId, camera)
  const tap = await conference.tap(producerId, { port: 9 })
  expect(tap.rtpParameters.codecs.map(({ mimeType }) => mimeType)).toEqual(['video/VP8'])
  expect(tap.rtpParameters.encodings).toHaveLength(1)
  await tap.resume()
  await tap.requestKeyFrame()
  tap.close()
  talker.close()
})

test('a place that ends while a tap is made in it: what was made by then is closed', async () => {
  const consumer = { closed: false, close: () => void (consumer.closed = true) }
  const transport = {
    closed: false,
    connect: async () => {},
    consume: async () => {
      transport.closed = true
      return consumer
    },
    close: () => {},
  }
  const place = { plainTransport: async () => transport, router: { rtpCapabilities: {} } }
  const tapping = openTap({ place, producer: { id: 'p' } } as never, { port: 9 })
  const code = await tapping.then(
    () => 'made',
    (error: { code?: string }) => error.code,
  )
  expect([code, consumer.closed]).toEqual(['not_found', true])
})

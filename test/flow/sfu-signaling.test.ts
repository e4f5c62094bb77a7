import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { moveToSfu, opus, SfuWire } from '#test/parts/sfu-wire'
import { Wire } from '#test/parts/wire'

/** CONTRACT.md, section Calls over the SFU: the frames, over plain sockets with a real media worker, no media flowing. */
let outside: Outsider
let people: Person[]

beforeAll(async () => {
  outside = await Outsider.start({ mediaWorkers: 1, env: { CALL_MAX_PARTICIPANTS: '6' } })
  people = await Promise.all(['Anna', 'Boris', 'Vera', 'Gleb', 'Dina', 'Egor', 'Zoya'].map((name) => outside.person(name)))
}, 60_000)

afterAll(() => outside?.server.stop())

/** A room with the first `count` people in its call. */
async function gathered(count: number): Promise<{ roomId: string; all: SfuWire[]; close: () => void }> {
  const { id: roomId } = await outside.room()
  const all: SfuWire[] = []
  for (const person of people.slice(0, count)) all.push(await SfuWire.join(outside.url, person, roomId))
  return { roomId, all, close: () => all.forEach((one) => one.close()) }
}

test('the server says that it has an SFU', async () => {
  const wire = await Wire.open(outside.url, people[0] as Person)
  expect(wire.capabilities.features).toContain('call.sfu')
  expect((await outside.must('GET', '/health')).media).toEqual({ status: 'ok' })
  wire.close()
})

test('the fourth joins P2P, everybody prepares while P2P goes on, and all switch together', async () => {
  const { all, close } = await gathered(4)
  const [a, b] = all as [SfuWire, SfuWire]
  expect(all.map(({ seat }) => [seat.topology, seat.epoch])).toEqual(Array(4).fill(['p2p', 1]))
  const preparing = (await a.topology('preparing', 2)).payload
  expect(preparing).toEqual({
    callId: a.callId,
    epoch: 2,
    topology: 'sfu',
    phase: 'preparing',
    reason: 'participants',
    routerRtpCapabilities: preparing.routerRtpCapabilities,
  })
  const codecs: string[] = preparing.routerRtpCapabilities.codecs.map(({ mimeType }: { mimeType: string }) => mimeType)
  expect(codecs).toEqual(expect.arrayContaining(['audio/opus', 'video/VP8', 'video/VP9', 'video/H264', 'video/AV1']))
  const offer = { callId: a.callId, to: b.seat.participantId, sdp: 'v=0' }
  expect(await a.wire.code('call.offer', { ...offer, epoch: 1 })).toBe('ack')
  await moveToSfu(all)
  const { payload: state } = await b.wire.next((frame) => frame.type === 'call.state' && frame.payload.epoch === 2)
  expect(state).toMatchObject({ topology: 'sfu', epoch: 2 })
  expect(await a.wire.code('call.offer', { ...offer, epoch: 1 })).toBe('stale_epoch')
  close()
})

test('what each frame answers, and what the others hear of it', async () => {
  const { roomId, all, close } = await gathered(4)
  const epoch = await moveToSfu(all)
  const [a, b] = all as [SfuWire, SfuWire]
  const here = { callId: a.callId, epoch }
  const consumer = b.wire.all((frame) => frame.type === 'media.consumer' && frame.payload.participantId === a.seat.participantId)[0]
    ?.payload
  expect(consumer).toEqual({
    ...here,
    consumerId: consumer.consumerId,
    producerId: a.producerId,
    participantId: a.seat.participantId,
    source: 'mic',
    kind: 'audio',
    rtpParameters: consumer.rtpParameters,
    type: 'simple',
    producerPaused: false,
  })
  const more = await SfuWire.join(outside.url, people[4] as Person, roomId)
  expect(more.seat).toMatchObject({ topology: 'sfu', epoch, routerRtpCapabilities: { codecs: expect.any(Array) } })
  const transport = await more.wire.must('media.transport', { ...here, direction: 'send' })
  expect(Object.keys(transport).toSorted()).toEqual(
    ['transportId', 'iceParameters', 'iceCandidates', 'dtlsParameters', 'iceServers'].toSorted(),
  )
  expect(new Set(transport.iceCandidates.map(({ protocol }: { protocol: string }) => protocol))).toEqual(new Set(['udp', 'tcp']))
  const { iceParameters } = await a.wire.must('media.restart-ice', { ...here, transportId: a.sendId })
  expect(iceParameters.usernameFragment).toBeString()

  const { consumerId } = consumer
  await a.wire.must('media.pause', { ...here, producerId: a.producerId })
  await b.wire.next((frame) => frame.type === 'media.consumer-paused' && frame.payload.consumerId === consumerId)
  await a.wire.must('media.resume', { ...here, producerId: a.producerId })
  await b.wire.next((frame) => frame.type === 'media.consumer-resumed' && frame.payload.consumerId === consumerId)
  await b.wire.must('media.pause', { ...here, consumerId })
  await b.wire.must('media.resume', { ...here, consumerId })
  await b.wire.must('media.view', { ...here, tiles: [{ participantId: a.seat.participantId, source: 'camera', width: 640, height: 360 }] })
  await a.wire.must('media.close', { ...here, producerId: a.producerId })
  await b.wire.next((frame) => frame.type === 'media.consumer-closed' && frame.payload.consumerId === consumerId)
  more.close()
  close()
})

test('what mediasoup would choke on is invalid', async () => {
  const { all, close } = await gathered(4)
  const epoch = await moveToSfu(all)
  const [a] = all as [SfuWire]
  const here = { callId: a.callId, epoch }
  const video = { ...here, transportId: a.sendId, kind: 'video', source: 'camera' }
  expect(await a.wire.code('media.produce', { ...video, rtpParameters: {} })).toBe('invalid')
  expect(await a.wire.code('media.produce', { ...video, rtpParameters: opus() })).toBe('invalid')
  expect(await a.wire.code('media.produce', { ...video, kind: 'audio', rtpParameters: opus() })).toBe('invalid')
  expect(
    await a.wire.code('media.produce', { ...video, transportId: a.recvId, kind: 'audio', source: 'screen-audio', rtpParameters: opus() }),
  ).toBe('invalid')
  expect(await a.wire.code('media.connect', { ...here, transportId: a.sendId, dtlsParameters: {} })).toBe('invalid')
  expect(await a.wire.code('media.transport', { ...here, direction: 'recv' })).toBe('invalid')
  expect(await a.wire.code('media.transport', { ...here, direction: 'recv', rtpCapabilities: { codecs: 'all' } })).toBe('invalid')
  const consumer = a.wire.all('media.consumer')[0]?.payload
  expect(await a.wire.code('media.layers', { ...here, consumerId: consumer.consumerId, spatialLayer: 9 })).toMatch(/ack|invalid/)
  expect(await a.wire.code('media.transport', { ...here, direction: 'send' })).toBe('ack')
  close()
})

test('frames of another epoch reach nothing', async () => {
  const { all, close } = await gathered(4)
  const epoch = await moveToSfu(all)
  const [a] = all as [SfuWire]
  const { callId } = a
  expect(await a.wire.code('media.transport', { callId, epoch: epoch - 1, direction: 'send' })).toBe('stale_epoch')
  expect(await a.wire.code('media.transport', { callId, epoch: epoch + 1, direction: 'send' })).toBe('invalid')
  expect(await a.wire.code('media.close', { callId, epoch: epoch - 1, producerId: a.producerId })).toBe('stale_epoch')
  expect(await a.wire.code('call.ready', { callId, epoch: epoch - 1 })).toBe('stale_epoch')
  close()
})

test('CALL_MAX_PARTICIPANTS is the limit of a call', async () => {
  const { roomId, close } = await gathered(6)
  const late = await Wire.open(outside.url, people[6] as Person)
  await late.must('room.join', { roomId })
  expect(await late.code('call.join', { roomId, media: { audio: true, video: false } })).toBe('call_full')
  late.close()
  close()
})

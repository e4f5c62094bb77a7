import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { clientFrames } from '#protocol/frames/client'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { moveToSfu, opus, SfuWire } from '#test/parts/sfu-wire'
import { Wire } from '#test/parts/wire'

/** Nobody outside a call gets a transport, a producer that works or a word about its media: every frame, by everybody who is not in it. */
let outside: Outsider
let call: SfuWire[]
let epoch: number
let ids: { transportId: string; producerId: string; consumerId: string; participantId: string }
const outsiders: Record<string, Wire> = {}
const media = { audio: true, video: false }

beforeAll(async () => {
  outside = await Outsider.start({ mediaWorkers: 1 })
  const person = (name: string): Promise<Person> => outside.person(name)
  const { id: roomId } = await outside.room()
  call = []
  for (const name of ['Anna', 'Boris', 'Vera', 'Gleb']) call.push(await SfuWire.join(outside.url, await person(name), roomId))
  epoch = await moveToSfu(call)
  const [a, b] = call as [SfuWire, SfuWire]
  const { consumerId } = a.consumerOf(b)
  ids = { transportId: a.sendId, producerId: a.producerId, consumerId, participantId: a.seat.participantId }

  outsiders['a stranger'] = await Wire.open(outside.url, await person('Stranger'))
  const member = (outsiders['a member of the room who is not in the call'] = await Wire.open(outside.url, await person('Member')))
  await member.must('room.join', { roomId })
  const left = await SfuWire.join(outside.url, await person('Left'), roomId)
  await left.build(epoch, (left.seat as unknown as { routerRtpCapabilities: { codecs: [] } }).routerRtpCapabilities)
  await left.wire.must('call.leave', { callId: left.callId })
  outsiders['one who left the call'] = left.wire
  const whom = await person('Removed')
  const removed = await SfuWire.join(outside.url, whom, roomId)
  await outside.must('DELETE', `/v1/rooms/${roomId}/members/${whom.id}`, { by: outside.owner })
  await removed.wire.next((frame) => frame.type === 'call.state' && frame.payload.callId === null)
  outsiders['one who was removed from the room'] = removed.wire
  const { id: otherRoom } = await outside.room()
  const others: SfuWire[] = []
  for (const name of ['Olga', 'Petr', 'Raya', 'Semen']) others.push(await SfuWire.join(outside.url, await person(name), otherRoom))
  await moveToSfu(others)
  outsiders['a participant of another call'] = others[0]?.wire as Wire
}, 60_000)

afterAll(async () => {
  for (const wire of [...Object.values(outsiders), ...(call ?? []).map(({ wire: own }) => own)]) wire.close()
  await outside?.server.stop()
})

/** Every frame about the media of a call, naming things of one who is in it. */
const frames = (): Readonly<Record<string, object>> => {
  const here = { callId: call[0]?.callId, epoch }
  const { transportId, producerId, consumerId, participantId } = ids
  return {
    'call.ready': here,
    'call.request-topology': { callId: here.callId, topology: 'sfu', reason: 'asked' },
    'media.transport': { ...here, direction: 'send' },
    'media.connect': { ...here, transportId, dtlsParameters: { role: 'client', fingerprints: [] } },
    'media.restart-ice': { ...here, transportId },
    'media.produce': { ...here, transportId, kind: 'audio', source: 'mic', rtpParameters: opus() },
    'media.pause': { ...here, producerId },
    'media.resume': { ...here, consumerId },
    'media.close': { ...here, producerId },
    'media.layers': { ...here, consumerId, spatialLayer: 0 },
    'media.view': { ...here, tiles: [{ participantId, source: 'mic', width: 1, height: 1 }] },
    'media.ready': { ...here, consumerId },
  }
}

test('every media frame is tried', () => {
  const tried = Object.keys(frames())
  expect(Object.keys(clientFrames).filter((type) => type.startsWith('media.') && !tried.includes(type))).toEqual([])
})

describe('outside the call', () => {
  test.each([
    'a stranger',
    'a member of the room who is not in the call',
    'one who left the call',
    'one who was removed from the room',
    'a participant of another call',
  ])('%s gets nothing', async (who) => {
    const wire = outsiders[who] as Wire
    const before = wire.heard.length
    const answers: Record<string, string> = {}
    for (const [type, payload] of Object.entries(frames())) answers[type] = await wire.code(type, payload)
    expect(answers).toEqual(Object.fromEntries(Object.keys(frames()).map((type) => [type, 'call_not_joined'])))
    expect(wire.heard.slice(before).filter(({ type }) => type !== 'nack')).toEqual([])
  })

  test('and cannot join it from outside the room, whatever it names', async () => {
    const stranger = outsiders['a stranger'] as Wire
    const { roomId } = call[0] as SfuWire
    expect(await stranger.code('call.join', { roomId, media })).toBe('not_joined')
    expect(await stranger.code('call.state', { roomId })).toBe('forbidden')
  })
})

describe('inside the call', () => {
  test("what is another participant's does not exist for me", async () => {
    const [, b] = call as [SfuWire, SfuWire]
    const foreign = [
      'media.connect',
      'media.restart-ice',
      'media.produce',
      'media.pause',
      'media.resume',
      'media.close',
      'media.layers',
      'media.ready',
    ]
    const answers: Record<string, string> = {}
    for (const type of foreign) answers[type] = await b.wire.code(type, frames()[type] as object)
    expect(answers).toEqual(Object.fromEntries(foreign.map((type) => [type, 'not_found'])))
  })

  test('and it goes on as if nothing had been tried', async () => {
    const [a, b] = call as [SfuWire, SfuWire]
    const here = { callId: a.callId, epoch }
    const { consumerId } = b.consumerOf(a)
    expect(b.wire.all((frame) => frame.type !== 'media.consumer' && frame.payload.consumerId === consumerId)).toEqual([])
    await a.wire.must('media.pause', { ...here, producerId: a.producerId })
    await b.wire.next((frame) => frame.type === 'media.consumer-paused' && frame.payload.consumerId === consumerId)
  })
})

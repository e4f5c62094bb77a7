import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { CallQualityAnswer } from '#protocol/http/quality'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { until } from '#test/parts/until'
import { Wire } from '#test/parts/wire'

let outside: Outsider
let anna: Person
let boris: Person
beforeAll(async () => {
  outside = await Outsider.start()
  ;[anna, boris] = [await outside.person('Anna'), await outside.person('Boris')]
}, 60_000)
afterAll(() => outside?.server.stop())

test('what clients measured tells the owner of the room why a call was bad, and for whom', async () => {
  const { id: roomId } = await outside.room()
  const wires = await Promise.all([anna, boris].map((one) => Wire.open(outside.url, one)))
  const [a, b] = wires as [Wire, Wire]
  const media = { audio: true, video: false }
  for (const wire of wires) await wire.must('room.join', { roomId })
  const { callId } = await a.must('call.join', { roomId, media })
  const seat = await b.must('call.join', { roomId, media })
  await a.must('call.stats', { callId, summary: { peers: 1, lossRatio: 0, receiveBitrate: 32_000, roundTripMs: 20, protocol: 'udp' } })
  await b.must('call.stats', { callId, summary: { peers: 1, lossRatio: 0.2, receiveBitrate: 16_000, firstFrameMs: 4_200 } })
  await b.must('call.leave', { callId })

  const path = `/v1/calls/${callId}/quality`
  expect((await outside.ask('GET', path, { by: anna })).body.code).toBe('forbidden')
  const asked = (): Promise<CallQualityAnswer> => outside.must('GET', path, { by: outside.owner })
  await until('it is written', async () => (await asked()).participants.some(({ events }) => events.some(({ kind }) => kind === 'left')))
  const quality = await asked()
  expect(quality).toMatchObject({ callId, roomId, endedAt: null })
  const [one, two] = ['Anna', 'Boris'].map((name) => quality.participants.find(({ user }) => user.name === name))
  expect(one?.verdicts).toEqual([])
  expect(two?.participantId).toBe(seat.participantId)
  expect(two?.events.map(({ kind }) => kind)).toEqual(['joined', 'left'])
  expect(two?.points[0]?.summary).toEqual({ peers: 1, lossRatio: 0.2, receiveBitrate: 16_000, firstFrameMs: 4_200 })
  expect(two?.verdicts.map(({ code, worst }) => [code, worst]).toSorted()).toEqual([
    ['loss_in', 20],
    ['slow_start', 4_200],
  ])

  const metrics = await (await fetch(`${outside.url}/metrics`)).text()
  expect(metrics).toContain('boltorezka_call_set_ups_total{outcome="connected"} 2')
  expect(metrics).toContain('boltorezka_call_first_frame_seconds_count 1')
  expect(metrics).toContain('boltorezka_call_loss_ratio_count 2')
  for (const wire of wires) wire.close()
}, 60_000)

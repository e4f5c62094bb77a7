import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { moveToSfu, SfuWire, workersOf } from '#test/parts/sfu-wire'
import { until } from '#test/parts/until'
import { Wire } from '#test/parts/wire'

/** A media worker is killed: the call it carried goes on, others do not notice. */
let outside: Outsider
let people: Person[]

beforeAll(async () => {
  outside = await Outsider.start({ mediaWorkers: 2 })
  people = await Promise.all(Array.from({ length: 8 }, (_, n) => outside.person(`P${n}`)))
}, 60_000)

afterAll(() => outside?.server.stop())

async function callOf(some: readonly Person[]): Promise<SfuWire[]> {
  const { id: roomId } = await outside.room()
  const all: SfuWire[] = []
  for (const person of some) all.push(await SfuWire.join(outside.url, person, roomId))
  return all
}

test('kill -9: media.lost and a call.topology that works, all within 2 s; the pool is whole again', async () => {
  const workers = workersOf(outside.server.pid)
  expect(workers).toHaveLength(2)
  const first = await callOf(people.slice(0, 4))
  const firstEpoch = await moveToSfu(first)
  const second = await callOf(people.slice(4))
  const secondEpoch = await moveToSfu(second)
  // who is here is told in the room, whenever a quarter of a second is over
  const ofCall = ({ wire }: SfuWire): number => wire.all(({ type }) => type !== 'presence.update').length
  const heard = second.map(ofCall)

  const lostBy = (call: readonly SfuWire[]): boolean => call.some(({ wire }) => wire.all('media.lost').length > 0)
  const killedAt = performance.now()
  process.kill(workers[0] as number, 'SIGKILL')
  await until('one of the two calls hears it', () => lostBy(first) || lostBy(second))
  const [hit, spared, epoch] = lostBy(first) ? [first, second, firstEpoch] : [second, first, secondEpoch]
  await Promise.all(
    hit.map(async (one) => {
      const { payload: lost } = await one.wire.next('media.lost')
      expect(lost).toEqual({ callId: one.callId, epoch })
      const { payload } = await one.topology('switched', epoch + 1, 2_000)
      expect(payload).toMatchObject({ topology: 'sfu', reason: 'worker_lost' })
      await one.build(epoch + 1, payload.routerRtpCapabilities)
      await one.confirm(2 * (hit.length - 1))
    }),
  )
  expect(performance.now() - killedAt).toBeLessThan(2_000)
  expect(await hit[0]?.wire.code('media.transport', { callId: hit[0]?.callId, epoch, direction: 'send' })).toBe('stale_epoch')

  expect(lostBy(spared)).toBe(false)
  if (spared === second) expect(second.map(ofCall)).toEqual(heard)
  const [other] = spared as [SfuWire]
  expect(
    await other.wire.code('media.transport', {
      callId: other.callId,
      epoch: spared === second ? secondEpoch : firstEpoch,
      direction: 'send',
    }),
  ).toBe('ack')
  await until('there are two workers again', () => workersOf(outside.server.pid).length === 2)
  const metrics = await (await fetch(`${outside.url}/metrics`)).text()
  expect(metrics).toContain('boltorezka_media_worker_deaths_total 1')
  expect(metrics).toContain('boltorezka_call_migrations_total{outcome="rebuilt"} 1')
  expect(metrics).toContain('boltorezka_calls_by_topology{topology="sfu"} 2')
  for (const one of [...first, ...second]) one.close()
})

test('the only worker there is: the call waits for the next one', async () => {
  const small = await Outsider.start({ mediaWorkers: 1 })
  const { id: roomId } = await small.room()
  const all: SfuWire[] = []
  for (let n = 0; n < 4; n++) all.push(await SfuWire.join(small.url, await small.person(`Q${n}`), roomId))
  const epoch = await moveToSfu(all)
  process.kill(workersOf(small.server.pid)[0] as number, 'SIGKILL')
  const [a] = all as [SfuWire]
  const next = (await a.wire.next((frame) => frame.type === 'call.topology' && frame.payload.epoch > epoch, { within: 2_000 })).payload
  expect(next).toMatchObject({ phase: 'switched', topology: 'sfu', reason: 'worker_lost' })
  await a.build(next.epoch, next.routerRtpCapabilities)
  for (const one of all) one.close()
  await small.server.stop()
})

test('killed while the call moves: it stays on P2P, and moves at the next join', async () => {
  const all = await callOf(people.slice(0, 4))
  const { epoch, routerRtpCapabilities } = (await (all[0] as SfuWire).wire.next('call.topology')).payload
  await all[0]?.build(epoch, routerRtpCapabilities)
  for (const worker of workersOf(outside.server.pid)) process.kill(worker, 'SIGKILL')
  await Promise.all(all.map((one) => one.topology('reverted', epoch, 2_000)))
  const [a, b] = all as [SfuWire, SfuWire]
  expect(await a.wire.code('call.offer', { callId: a.callId, epoch: 1, to: b.seat.participantId, sdp: 'v=0' })).toBe('ack')
  expect(await a.wire.must('call.state', { roomId: a.roomId })).toMatchObject({ topology: 'p2p', epoch: 1 })
  await until('the workers are back', () => workersOf(outside.server.pid).length === 2)
  all.push(await SfuWire.join(outside.url, people[4] as Person, a.roomId))
  const moved = (await (all[4] as SfuWire).wire.next('call.topology')).payload
  expect(moved).toMatchObject({ phase: 'preparing' })
  expect(moved.epoch).toBeGreaterThan(epoch)
  for (const one of all) one.close()
})

test('a participant whose socket was gone for a moment hears of every consumer again', async () => {
  const all = await callOf(people.slice(0, 4))
  const epoch = await moveToSfu(all)
  const [a] = all as [SfuWire]
  const { sessionId, resumeToken } = a.wire.capabilities
  const known = a.wire.all('media.consumer').map(({ payload }) => payload.consumerId)
  a.wire.drop()
  await a.wire.closed
  const back = await Wire.open(outside.url, people[0] as Person)
  const { head } = (await outside.must('GET', `/v1/rooms/${a.roomId}`, { by: people[0] as Person })).room
  await back.must('session.resume', { sessionId, resumeToken, cursors: { [a.roomId]: head } })
  await back.next('call.state')
  expect(back.all('call.topology').map(({ payload }) => [payload.phase, payload.epoch])).toEqual([['switched', epoch]])
  expect(back.all('media.consumer').map(({ payload }) => payload.consumerId)).toEqual(known)
  expect(await back.code('media.pause', { callId: a.callId, epoch, producerId: a.producerId })).toBe('ack')
  back.close()
  for (const one of all) one.close()
})

test('a moderator mutes: the server stops the microphone, whatever the client does', async () => {
  const all = await callOf(people.slice(0, 4))
  await moveToSfu(all)
  const [a, b] = all as [SfuWire, SfuWire]
  const boss = await Wire.open(outside.url, outside.owner)
  await boss.must('call.moderate', { callId: a.callId, participantId: a.seat.participantId, action: 'mute' })
  await a.wire.next('call.moderated')
  const { consumerId } = b.consumerOf(a)
  await b.wire.next((frame) => frame.type === 'media.consumer-paused' && frame.payload.consumerId === consumerId)
  boss.close()
  for (const one of all) one.close()
})

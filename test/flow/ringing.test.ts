import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { limits } from '#protocol/limits'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { Wire } from '#test/parts/wire'

/** Ringing as the contract has it, over plain sockets: Anna calls Boris, who has two devices. */
let outside: Outsider

beforeAll(async () => {
  outside = await Outsider.start()
}, 60_000)

afterAll(() => outside?.server.stop())

const media = { audio: true, video: false }

type Scene = { anna: Person; boris: Person; roomId: string; hers: Wire; phone: Wire; laptop: Wire }

async function scene(): Promise<Scene> {
  const [anna, boris] = [await outside.person('Anna'), await outside.person('Boris')]
  const { room } = await outside.must('POST', '/v1/direct', { by: anna, body: { userIds: [boris.id] } })
  const [hers, phone, laptop] = await Promise.all([anna, boris, boris].map((by) => Wire.open(outside.url, by)))
  return { anna, boris, roomId: room.id, hers: hers as Wire, phone: phone as Wire, laptop: laptop as Wire }
}

const call = async ({ hers, roomId }: Scene): Promise<string> => (await hers.must('call.join', { roomId, media })).callId
const ended = async (wire: Wire) => (await wire.next('call.ring-ended')).payload
const hang = (...wires: Wire[]) => wires.forEach((wire) => wire.close())

test('a call that begins in a direct room rings the other on every device', async () => {
  const here = await scene()
  const callId = await call(here)
  for (const device of [here.phone, here.laptop]) {
    const { payload } = await device.next('call.ring')
    expect(payload).toMatchObject({ callId, roomId: here.roomId, from: { id: here.anna.id, name: 'Anna' }, media })
    const left = Date.parse(payload.expiresAt) - Date.now()
    expect(left).toBeGreaterThan(limits.ringMs - 10_000)
    expect(left).toBeLessThanOrEqual(limits.ringMs)
  }
  expect((await here.hers.next('call.state')).payload.participants).toHaveLength(1)
  await here.hers.next(({ type, payload }) => type === 'call.state' && payload.ringing?.[0]?.id === here.boris.id)
  expect(here.phone.capabilities.features).toContain('call.ring')
  hang(here.hers, here.phone, here.laptop)
})

test('accepted: the other device stops, the caller hears who answered', async () => {
  const here = await scene()
  const callId = await call(here)
  await here.phone.next('call.ring')
  await here.phone.must('call.join', { roomId: here.roomId, media })
  expect(await ended(here.phone)).toEqual({ callId, reason: 'answered' })
  expect(await ended(here.laptop)).toEqual({ callId, reason: 'answered-elsewhere' })
  expect(await ended(here.hers)).toEqual({ callId, reason: 'answered', userId: here.boris.id })
  const { payload } = await here.hers.next(({ type, payload }) => type === 'call.state' && payload.participants.length === 2)
  expect(payload.ringing).toBeUndefined()
  hang(here.hers, here.phone, here.laptop)
})

test('declined on one device: it ends on both', async () => {
  const here = await scene()
  const callId = await call(here)
  await here.laptop.next('call.ring')
  expect(await here.laptop.code('call.decline', { callId })).toBe('ack')
  expect([await ended(here.phone), await ended(here.laptop)]).toEqual([
    { callId, reason: 'declined' },
    { callId, reason: 'declined' },
  ])
  expect(await ended(here.hers)).toEqual({ callId, reason: 'declined', userId: here.boris.id })
  expect(await here.phone.code('call.decline', { callId })).toBe('call_not_joined')
  hang(here.hers, here.phone, here.laptop)
})

test('the caller hangs up: cancelled', async () => {
  const here = await scene()
  const callId = await call(here)
  await here.phone.next('call.ring')
  await here.hers.must('call.leave', { callId })
  expect([await ended(here.phone), await ended(here.laptop)]).toEqual([
    { callId, reason: 'cancelled' },
    { callId, reason: 'cancelled' },
  ])
  hang(here.hers, here.phone, here.laptop)
})

test(
  'nobody answers: over by itself when the ring said it would be',
  async () => {
    const here = await scene()
    const callId = await call(here)
    const within = limits.ringMs + 10_000
    const over = await Promise.all([here.phone, here.laptop, here.hers].map((wire) => wire.next('call.ring-ended', { within })))
    expect(over.map(({ payload }) => payload)).toEqual([
      { callId, reason: 'timeout' },
      { callId, reason: 'timeout' },
      { callId, reason: 'timeout', userId: here.boris.id },
    ])
    const { payload } = await here.phone.next('call.ring')
    expect(Math.abs(Date.parse(payload.expiresAt) - Date.now())).toBeLessThan(5_000)
    hang(here.hers, here.phone, here.laptop)
  },
  limits.ringMs + 30_000,
)

test('busy: who sits in another call sees it quietly, the caller knows at once', async () => {
  const here = await scene()
  const { room } = await outside.must('GET', '/v1/rooms/general', { by: here.boris })
  await here.phone.must('room.join', { roomId: room.id })
  await here.phone.must('call.join', { roomId: room.id, media })
  const callId = await call(here)
  for (const device of [here.phone, here.laptop]) expect((await device.next('call.ring')).payload).toMatchObject({ callId, quiet: true })
  expect(await ended(here.hers)).toEqual({ callId, reason: 'declined', userId: here.boris.id, busy: true })
  hang(here.hers, here.phone, here.laptop)
})

describe('a device that was not there when it began', () => {
  test('hears the ring with its greeting, and its end', async () => {
    const here = await scene()
    const callId = await call(here)
    const tablet = await Wire.open(outside.url, here.boris)
    expect((await tablet.next('call.ring')).payload.callId).toBe(callId)
    await here.phone.must('call.join', { roomId: here.roomId, media })
    expect(await ended(tablet)).toEqual({ callId, reason: 'answered-elsewhere' })
    const late = await Wire.open(outside.url, here.boris)
    await late.settled()
    expect(late.all('call.ring')).toEqual([])
    hang(here.hers, here.phone, here.laptop, tablet, late)
  })

  test('so does one that resumes', async () => {
    const here = await scene()
    const { sessionId, resumeToken } = here.phone.capabilities
    here.phone.drop()
    const callId = await call(here)
    const again = await Wire.open(outside.url, here.boris)
    await again.must('session.resume', { sessionId, resumeToken, cursors: {} })
    expect((await again.next('call.ring')).payload.callId).toBe(callId)
    hang(here.hers, here.laptop, again)
  })
})

describe('call.invite', () => {
  test('rings members of a room into its call; who is no member, or has no seat, cannot be part of it', async () => {
    const [anna, boris, eve] = [await outside.person('Anna'), await outside.person('Boris'), await outside.person('Eve')]
    const { id: roomId } = await outside.room()
    for (const by of [anna, boris]) await outside.must('POST', `/v1/rooms/${roomId}/members`, { by, body: {} })
    const [hers, his, its] = await Promise.all([anna, boris, eve].map((by) => Wire.open(outside.url, by)))
    if (!hers || !his || !its) throw new Error('no sockets')
    const { callId } = await hers.must('call.join', { roomId, media })
    await his.settled()
    expect(his.all('call.ring')).toEqual([])
    expect(await hers.code('call.invite', { callId, userIds: [eve.id] })).toBe('not_found')
    expect(await his.code('call.invite', { callId, userIds: [anna.id] })).toBe('call_not_joined')
    expect(await its.code('call.invite', { callId, userIds: [boris.id] })).toBe('call_not_joined')
    expect(await hers.code('call.invite', { callId, userIds: [boris.id, anna.id] })).toBe('ack')
    expect((await his.next('call.ring')).payload).toMatchObject({ callId, roomId, from: { name: 'Anna' } })
    await its.settled()
    expect(its.all('call.ring')).toEqual([])
    expect(hers.all('call.ring')).toEqual([])
    hang(hers, his, its)
  })
})

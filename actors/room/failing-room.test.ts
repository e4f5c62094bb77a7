import { afterEach, expect, test } from 'bun:test'
import type { CallJoined } from '#actors/call/messages'
import { ask } from '#actors/runtime/ask'
import { until } from '#actors/runtime/testkit'
import { Refused } from '#protocol/errors'
import { house, roomId, tearDown } from './house'
import type { RoomEntry, RoomMessage } from './messages'
import { fakeConnection } from './testkit'

afterEach(tearDown)

const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => (error instanceof Refused ? [error.code, error.retryAfterMs] : error),
  )

/** Ends the room so often, each time once it lives again. */
async function failTimes(fail: () => boolean, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await until(fail)
}

test.each(['crash', 'kill'] as const)('a room that ends by a %s goes on where it stopped, for those who listen too', async (how) => {
  const { join, post, seqs, fail } = house()
  const bob = fakeConnection()
  await join('bob', bob)
  await post('2')
  expect(fail(how)).toBe(true)
  await post('3')
  expect(seqs()).toEqual([1, 2, 3])
  expect(bob).toMatchObject({ closed: null, topics: [`s:${roomId}`, `e:${roomId}`] })
})

test('one that fails too often is given up: its members are told and keep their sockets, who asks is told when to come again', async () => {
  const { join, post, rooms, clock, fail, seqs } = house()
  const bob = fakeConnection()
  await join('bob', bob)
  await failTimes(fail, 4)
  await until(() => rooms.size === 0)
  expect(JSON.parse(bob.sent.at(-1) ?? '')).toMatchObject({
    type: 'error',
    payload: { code: 'unavailable', roomId, retryAfterMs: 10_000 },
  })
  expect(bob).toMatchObject({ closed: null, topics: [] })
  await clock.advance(4_000)
  expect(await refusal(post('2'))).toEqual(['unavailable', 6_000])
  expect(await refusal(join('bob', bob))).toEqual(['unavailable', 6_000])
  expect(rooms.size).toBe(0)

  await clock.advance(6_000)
  await post('2')
  await join('bob', bob, () => true, 1)
  expect(bob.topics).toEqual([`s:${roomId}`, `e:${roomId}`])
  await post('4')
  expect(seqs()).toEqual([1, 2, 3, 4])
})

test('who was removed before the crash is not let in by a judgement from before the removal', async () => {
  const { log, join, rooms, fail } = house()
  await join('ann', fakeConnection())
  log.add('member.left', { user: { id: 'bob', name: 'bob' } })
  fail()
  const late = fakeConnection()
  const attendee = { sessionId: 's-bob', user: { id: 'bob', name: 'bob' }, connection: late, state: 'online' as const, here: () => true }
  const admitted = ask<RoomMessage, RoomEntry>(rooms.ref(roomId), 1_000, (reply) => ({
    type: 'admit',
    attendee,
    asOf: 1,
    cursor: 1,
    reply,
  }))
  expect(await refusal(admitted)).toMatchObject(['not_joined', undefined])
  expect(late.topics).toEqual([])
})

test('a call whose start was committed while its room crashed is ended, so that another can begin', async () => {
  const { log, join, seqs, bus, fail } = house()
  await join('ann', fakeConnection())
  fail()
  await until(() => log.batches.length === 1)
  const { seq } = log.add('call.started', { callId: '01900000-0000-7000-8000-0000000000cc' })
  bus.announce([{ stream: roomId, head: seq }])
  await until(() => log.events.at(-1)?.type === 'call.ended')
  await until(() => seqs().length === 3)
})

test('while a room is given up its call hears whose socket is gone', async () => {
  const { calls, join, rooms, fail } = house()
  const connection = fakeConnection()
  await join('ann', connection)
  const outlet = connection
  const ref = calls.start({ callId: 'call', roomId, onEmpty: () => {} })
  await ask<Parameters<typeof ref.send>[0], object>(ref, 1_000, (reply) => ({
    type: 'join',
    sessionId: 's-ann',
    user: { id: 'ann', name: 'ann' },
    media: { audio: true, video: false, screen: false },
    outlet,
    reply,
  }))
  await failTimes(fail, 4)
  await until(() => rooms.size === 0)
  rooms.notify(roomId, { type: 'over', sessionId: 's-ann', connection })
  const state = await ask<Parameters<typeof ref.send>[0], { participants: unknown[] }>(ref, 1_000, (reply) => ({ type: 'state', reply }))
  expect(state.participants).toEqual([])
})

test('who is removed while the room restarts leaves its call, though nobody hears the room', async () => {
  const { log, rooms, calls, fail } = house()
  const outlet = fakeConnection()
  const media = { audio: true, video: false }
  const { callId } = await ask<RoomMessage, CallJoined>(rooms.ref(roomId), 1_000, (reply) => ({
    type: 'call.join',
    sessionId: 's-bob',
    user: { id: 'bob', name: 'bob' },
    media,
    outlet,
    ring: [],
    asOf: 0,
    reply,
  }))
  Object.assign(log.data.calls, { open: async () => ({ callId }) })
  log.add('member.left', { user: { id: 'bob', name: 'bob' } })
  fail()
  await until(() => calls.size === 0)
  expect(JSON.parse(outlet.sent.at(-1) ?? '').payload).toMatchObject({ callId: null })
})

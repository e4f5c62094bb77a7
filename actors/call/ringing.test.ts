import { afterEach, describe, expect, test } from 'bun:test'
import { limits } from '#protocol/limits'
import { code, hangUp, startCall } from './testkit'

afterEach(hangUp)

const video = { audio: true, video: true, screen: false }

function ringing() {
  const call = startCall()
  const at = (socket: string) =>
    (call.devices[socket] ?? []).map(({ type, payload }) => (type === 'call.ring' ? 'ring' : payload['reason']))
  /** What who invited hears of those they invited. */
  const told = (name: string) =>
    (call.heard[name] ?? [])
      .filter(({ type }) => type === 'call.ring-ended')
      .map(({ payload }) => payload as unknown as Record<string, unknown>)
  return { ...call, at, told }
}

describe('a call that begins in a direct room', () => {
  test('rings the others on all their devices, and says who is rung', async () => {
    const { join, devices, at, state } = ringing()
    await join('ann', video, ['bob', 'eve'])
    expect(devices['socket-bob']?.[0]).toMatchObject({
      type: 'call.ring',
      payload: { callId: 'call', roomId: 'room', from: { id: 'user-ann', name: 'ann' }, media: { video: true } },
    })
    expect(Date.parse(devices['socket-bob']?.[0]?.payload['expiresAt'] as string)).toBeGreaterThan(Date.now() + limits.ringMs - 5_000)
    expect([at('socket-bob-2'), at('socket-eve')]).toEqual([['ring'], ['ring']])
    expect((await state()).ringing?.map(({ name }) => name)).toEqual(['bob', 'eve'])
  })

  test('rings at its beginning only', async () => {
    const { join, leave, at, state } = ringing()
    await join('ann', video, ['bob'])
    await join('bob', video, ['ann'])
    await leave('bob')
    await join('bob', video, ['ann'])
    expect(at('socket-ann')).toEqual([])
    expect((await state()).ringing).toBeUndefined()
  })

  test('answered by a join: the other devices hear that it was elsewhere', async () => {
    const { join, at, told } = ringing()
    await join('ann', video, ['bob'])
    await join('bob')
    expect(at('socket-bob')).toEqual(['ring', 'answered'])
    expect(at('socket-bob-2')).toEqual(['ring', 'answered-elsewhere'])
    expect(told('ann')).toEqual([{ callId: 'call', reason: 'answered', userId: 'user-bob' }])
  })

  test('declined on one device it ends on all, and who called learns it', async () => {
    const { join, decline, at, told, state } = ringing()
    await join('ann', video, ['bob'])
    await decline('bob')
    expect([at('socket-bob'), at('socket-bob-2')]).toEqual([
      ['ring', 'declined'],
      ['ring', 'declined'],
    ])
    expect(told('ann')).toEqual([{ callId: 'call', reason: 'declined', userId: 'user-bob' }])
    expect((await state()).ringing).toBeUndefined()
    expect(await code(decline('bob'))).toBe('call_not_joined')
    expect(await code(decline('stranger'))).toBe('call_not_joined')
  })

  test('nobody answers: over after 45 s', async () => {
    const { join, clock, at, told, state } = ringing()
    await join('ann', video, ['bob'])
    await clock.advance(limits.ringMs - 1)
    expect((await state()).ringing).toHaveLength(1)
    await clock.advance(1)
    await state()
    expect(at('socket-bob')).toEqual(['ring', 'timeout'])
    expect(told('ann')).toEqual([{ callId: 'call', reason: 'timeout', userId: 'user-bob' }])
  })

  test('who called leaves: cancelled', async () => {
    const { join, leave, at, rings } = ringing()
    await join('ann', video, ['bob'])
    await leave('ann')
    expect(at('socket-bob')).toEqual(['ring', 'cancelled'])
    expect(rings.pending('user-bob')).toEqual([])
  })

  test('who called loses the socket: it rings on while they may come back, then is cancelled', async () => {
    const { join, lose, clock, at, state } = ringing()
    await join('ann', video, ['bob'])
    lose('ann')
    await state()
    await clock.advance(limits.participantMs - 1)
    expect(at('socket-bob')).toEqual(['ring'])
    await clock.advance(1)
    await state()
    expect(at('socket-bob')).toEqual(['ring', 'cancelled'])
  })

  test('the call ends, in whatever way: cancelled', async () => {
    const { join, call, at } = ringing()
    await join('ann', video, ['bob'])
    await call.stop(1_000)
    expect(at('socket-bob')).toEqual(['ring', 'cancelled'])
  })
})

describe('an invitation', () => {
  test('rings those who are neither here nor rung already, and again after they declined', async () => {
    const { join, invite, decline, at } = ringing()
    await join('ann')
    await join('bob')
    await invite('ann', 'bob', 'eve')
    await invite('bob', 'eve')
    expect([at('socket-bob'), at('socket-eve')]).toEqual([[], ['ring']])
    await decline('eve')
    await invite('bob', 'eve')
    expect(at('socket-eve')).toEqual(['ring', 'declined', 'ring'])
  })

  test('an old timer does not end a newer ring', async () => {
    const { join, invite, decline, clock, at, state } = ringing()
    await join('ann', video, ['bob'])
    await decline('bob')
    await clock.advance(limits.ringMs - 1_000)
    await invite('ann', 'bob')
    await clock.advance(2_000)
    await state()
    expect(at('socket-bob')).toEqual(['ring', 'declined', 'ring'])
  })

  test('needs a seat', async () => {
    const { join, invite } = ringing()
    await join('ann')
    expect(await code(invite('eve', 'bob'))).toBe('call_not_joined')
  })

  test('lets in who was removed', async () => {
    const { join, invite, moderate } = ringing()
    await join('ann')
    const { participantId } = await join('bob')
    await moderate(participantId, 'remove')
    expect(await code(join('bob'))).toBe('forbidden')
    await invite('ann', 'bob')
    expect(await code(join('bob'))).toBe('ok')
  })

  test('no longer a member of the room: cancelled', async () => {
    const { join, invite, call, at, state } = ringing()
    await join('ann')
    await invite('ann', 'bob')
    call.ref.send({ type: 'removed', userId: 'user-bob' })
    await state()
    expect(at('socket-bob')).toEqual(['ring', 'cancelled'])
  })
})

test('who sits in another call is busy: who invites hears it at once, they see it quietly and may still come', async () => {
  const { join, invite, rings, devices, told, clock, state } = ringing()
  rings.sit('user-bob', 'another call')
  await join('ann')
  await invite('ann', 'bob')
  expect(devices['socket-bob']?.[0]?.payload).toMatchObject({ quiet: true })
  expect(told('ann')).toEqual([{ callId: 'call', reason: 'declined', userId: 'user-bob', busy: true }])
  await clock.advance(limits.ringMs)
  await state()
  expect(told('ann')).toHaveLength(1)
  await invite('ann', 'bob')
  await join('bob')
  expect(told('ann').at(-1)).toEqual({ callId: 'call', reason: 'answered', userId: 'user-bob' })
  rings.rise('user-bob', 'another call')
  expect(rings.isBusy('user-bob', 'call')).toBe(false)
  expect(rings.isBusy('user-bob', 'a third')).toBe(true)
})

test('who sits in another call and declines is told of to who invites', async () => {
  const { join, invite, decline, rings, told } = ringing()
  rings.sit('user-bob', 'another call')
  await join('ann')
  await invite('ann', 'bob')
  await decline('bob')
  expect(told('ann').at(-1)).toEqual({ callId: 'call', reason: 'declined', userId: 'user-bob' })
})

test('a device that connects meanwhile finds what rings', async () => {
  const { join, rings } = ringing()
  await join('ann', video, ['bob'])
  expect(rings.pending('user-bob').map((text) => JSON.parse(text).type)).toEqual(['call.ring'])
  await join('bob')
  expect(rings.pending('user-bob')).toEqual([])
})

test('who joined more often than they left is busy no longer', async () => {
  const { join, leave, rings } = ringing()
  await join('ann')
  await join('bob')
  await join('bob')
  expect(rings.isBusy('user-bob', 'another call')).toBe(true)
  await leave('bob')
  expect(rings.isBusy('user-bob', 'another call')).toBe(false)
})

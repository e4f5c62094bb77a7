import { afterEach, describe, expect, test } from 'bun:test'
import { settle } from '#actors/runtime/testkit'
import { limits } from '#protocol/limits'
import { until } from '#test/parts/until'
import { REMOVED_MS } from './moderation'
import { SEATS_OF_ONE } from './seating'
import { code, hangUp, startCall } from './testkit'

afterEach(hangUp)

describe('seats', () => {
  test('a session has one seat, however often it joins; everybody hears every change', async () => {
    const { join, heard } = startCall()
    const ann = await join('ann')
    expect((await join('ann')).participantId).toBe(ann.participantId)
    const bob = await join('bob')
    expect(bob.participants.map(({ user }) => user.name)).toEqual(['ann', 'bob'])
    expect(heard['ann']?.at(-1)?.type).toBe('call.state')
    expect(heard['ann']?.at(-1)?.payload.participants).toHaveLength(2)
  })

  test('of what somebody sends only what the contract names is told to the others', async () => {
    const { join, call, state } = startCall()
    const media = { audio: true, video: false, deafened: true, junk: 'x'.repeat(60_000) }
    await join('ann', media as never)
    const told = { audio: true, video: false, screen: false, deafened: true }
    expect((await state()).participants.map((one) => one.media)).toEqual([told])
    call.ref.send({ type: 'media', sessionId: 'session-ann', media, reply: { ok: () => {}, fail: () => {} } })
    expect((await state()).participants.map((one) => one.media)).toEqual([told])
  })

  test('one too many gets call_full, and a freed seat can be taken', async () => {
    const { join, call, state } = startCall({ p2pMax: 2 })
    await join('ann')
    await join('bob')
    expect(await code(join('eve'))).toBe('call_full')
    call.ref.send({ type: 'over', sessionId: 'session-bob', outletId: 'socket-bob' })
    expect(await code(join('eve'))).toBe('ok')
    expect((await state()).participants).toHaveLength(2)
  })

  test('one person does not fill a call with devices', async () => {
    const { join } = startCall({ sfu: true })
    for (let n = 0; n < SEATS_OF_ONE; n++) expect(await code(join('ann', undefined, [], `device-${n}`))).toBe('ok')
    expect(await code(join('ann', undefined, [], 'one more'))).toBe('call_full')
    expect(await code(join('bob'))).toBe('ok')
  })

  test('a lost socket keeps its seat for 15 s, a resumed one longer', async () => {
    const { join, call, clock, state, outlet } = startCall()
    await join('ann')
    await join('bob')
    call.ref.send({ type: 'lost', sessionId: 'session-ann', outletId: 'socket-ann' })
    call.ref.send({ type: 'lost', sessionId: 'session-bob', outletId: 'socket-bob' })
    await state()
    await clock.advance(limits.participantMs - 1)
    call.ref.send({ type: 'back', sessionId: 'session-bob', outlet: outlet('bob') })
    expect((await state()).participants).toHaveLength(2)
    await clock.advance(2)
    expect((await state()).participants.map(({ user }) => user.name)).toEqual(['bob'])
  })

  test('who joins while the notes of the last one out are written keeps the call', async () => {
    const { join, leave, empties, notes, state } = startCall()
    await join('ann')
    let written = (): void => {}
    notes.left = () => new Promise((done) => (written = done))
    await leave('ann')
    await join('bob')
    written()
    await settle()
    expect([empties, (await state()).participants.length]).toEqual([[], 1])
    await leave('bob')
    await settle()
    written()
    await until('the room is told', () => empties.length > 0)
    expect(empties).toEqual([2])
  })

  test('the last one out tells the room how many joins there were', async () => {
    const { join, call, empties, state } = startCall()
    await join('ann')
    await join('bob')
    for (const name of ['ann', 'bob']) call.ref.send({ type: 'over', sessionId: `session-${name}`, outletId: `socket-${name}` })
    await state()
    await until('the room is told', () => empties.length > 0)
    expect(empties).toEqual([2])
  })

  test('who is removed from the room loses the seat at once and is told', async () => {
    const { join, call, heard, state } = startCall()
    await join('ann')
    await join('bob')
    call.ref.send({ type: 'removed', userId: 'user-ann' })
    expect((await state()).participants).toHaveLength(1)
    expect(heard['ann']?.at(-1)?.payload.callId).toBeNull()
  })
})

describe('what is kept', () => {
  test('who sat down and left, in order, before the room is told that the call is empty', async () => {
    const { join, leave, kept, empties } = startCall()
    const { participantId } = await join('ann')
    expect(empties).toEqual([])
    await leave('ann')
    await until('the room is told', () => empties.length > 0)
    expect(kept).toEqual([`sat ${participantId}`, `left ${participantId}`])
  })
})

describe('relay', () => {
  test('goes from seat to seat, with `from` in place of `to`', async () => {
    const { join, relay, heard } = startCall()
    const ann = await join('ann')
    const bob = await join('bob')
    expect(await relay('bob', ann.participantId)).toEqual({})
    expect(heard['ann']?.at(-1)).toEqual({
      v: 1,
      type: 'call.offer',
      payload: { callId: 'call', epoch: 1, sdp: 'v=0', from: bob.participantId },
    } as never)
  })

  test('without a seat, to nobody, to oneself, of a past epoch: refused', async () => {
    const { join, relay } = startCall()
    const ann = await join('ann')
    expect(await code(relay('eve', ann.participantId))).toBe('call_not_joined')
    expect(await code(relay('ann', 'nobody'))).toBe('not_found')
    expect(await code(relay('ann', ann.participantId))).toBe('not_found')
    expect(await code(relay('ann', ann.participantId, 0))).toBe('stale_epoch')
  })
})

describe('moderation', () => {
  test('who is muted is told by whom, and everybody sees the microphone off', async () => {
    const { join, moderate, heard } = startCall()
    const ann = await join('ann')
    await join('bob')
    await moderate(ann.participantId, 'mute')
    expect(heard['ann']?.at(-2)).toEqual({
      v: 1,
      type: 'call.moderated',
      payload: { callId: 'call', action: 'mute', by: { id: 'user-mod', name: 'mod' } },
    } as never)
    const participants = heard['bob']?.at(-1)?.payload.participants
    expect(participants?.map(({ media }) => media.audio)).toEqual([false, true])
  })

  test('who is removed loses the seat and cannot come back for a minute', async () => {
    const { join, moderate, heard, clock } = startCall()
    await join('ann')
    const bob = await join('bob')
    await moderate(bob.participantId, 'remove')
    expect(heard['bob']?.slice(-2).map(({ type, payload }) => [type, payload.callId])).toEqual([
      ['call.moderated', 'call'],
      ['call.state', null],
    ])
    expect(heard['ann']?.at(-1)?.payload.participants).toHaveLength(1)
    await clock.advance(REMOVED_MS - 1)
    expect(await code(join('bob'))).toBe('forbidden')
    await clock.advance(1)
    expect(await code(join('bob'))).toBe('ok')
  })

  test('nobody can be moderated who is not there', async () => {
    const { join, moderate } = startCall()
    await join('ann')
    expect(await code(moderate('nobody', 'mute'))).toBe('not_found')
  })
})

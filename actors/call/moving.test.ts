import type { ConsumerInfo } from '#media/conference'
import { afterEach, describe, expect, test } from 'bun:test'
import { settle } from '#actors/runtime/testkit'
import { STATE_MS } from './live-call'
import { code, hangUp, startCall } from './testkit'

afterEach(hangUp)

const mic: ConsumerInfo = {
  consumerId: 'c',
  producerId: 'p',
  participantId: 'x',
  source: 'mic',
  kind: 'audio',
  rtpParameters: { codecs: [] },
  type: 'simple',
  producerPaused: false,
}

/** Four people, one more than P2P takes: the call is preparing epoch 2. */
async function four() {
  const house = startCall({ sfu: true })
  const ids: Record<string, string> = {}
  for (const name of ['ann', 'bob', 'eve', 'dan']) ids[name] = (await house.join(name)).participantId
  await settle()
  return { ...house, ids, names: ['ann', 'bob', 'eve', 'dan'] }
}

describe('a call moves to the SFU', () => {
  test('the one too many joins P2P, then everybody is told to prepare, and to switch when all are ready', async () => {
    const { join, heard, phases, ready, state, conferences, outcomes, relay, ids } = await four()
    expect(phases('ann')).toEqual(['preparing 2'])
    expect(heard['dan']?.map(({ type, payload }) => `${type} ${payload.epoch}`)).toEqual(['call.state 1', 'call.topology 2'])
    expect(heard['dan']?.at(-1)?.payload).toEqual({
      callId: 'call',
      epoch: 2,
      topology: 'sfu',
      phase: 'preparing',
      reason: 'participants',
      routerRtpCapabilities: { codecs: [] },
    })
    for (const name of ['ann', 'bob', 'eve']) await ready(name, 2)
    expect(await state()).toMatchObject({ topology: 'p2p', epoch: 1 })
    expect(await code(relay('ann', ids['bob'] as string))).toBe('ok')
    await ready('dan', 2)
    expect(heard['ann']?.slice(-2).map(({ type, payload }) => [type, payload.phase, payload.topology, payload.epoch])).toEqual([
      ['call.topology', 'switched', 'sfu', 2],
      ['call.state', undefined, 'sfu', 2],
    ])
    expect(await code(relay('ann', ids['bob'] as string))).toBe('stale_epoch')
    expect(await code(relay('ann', ids['bob'] as string, 2))).toBe('invalid')
    expect(await join('kim')).toMatchObject({ topology: 'sfu', epoch: 2, routerRtpCapabilities: { codecs: [] } })
    expect([conferences.length, outcomes]).toEqual([1, ['switched']])
  })

  test('not before every consumer was confirmed', async () => {
    const { names, ready, media, conferences, phases, ids } = await four()
    conferences[0]?.debtors.add(ids['ann'] as string)
    for (const name of names) await ready(name, 2)
    expect(phases('bob')).toEqual(['preparing 2'])
    await media('ann', 'media.ready', { epoch: 2, consumerId: 'c' })
    expect(phases('bob')).toEqual(['preparing 2', 'switched 2'])
  })

  test('who did not get ready in time: reverted, P2P goes on, and the next attempt has a new number', async () => {
    const { names, ready, clock, phases, relay, conferences, ids, media } = await four()
    for (const name of names.slice(1)) await ready(name, 2)
    await clock.advance(10_000)
    expect(phases('bob')).toEqual(['preparing 2', 'reverted 2'])
    expect(conferences[0]?.closed).toBe(true)
    expect(await code(relay('ann', ids['bob'] as string))).toBe('ok')
    expect(await code(ready('ann', 2))).toBe('stale_epoch')
    expect(await code(media('ann', 'media.transport', { epoch: 2, direction: 'send' }))).toBe('stale_epoch')
    await clock.advance(30_000)
    expect(phases('bob').at(-1)).toBe('preparing 3')
    for (const name of names) await ready(name, 3)
    expect(phases('bob').at(-1)).toBe('switched 3')
  })

  test('one who leaves while the others prepare is not waited for', async () => {
    const { names, ready, leave, phases, conferences, ids } = await four()
    for (const name of names.slice(1)) await ready(name, 2)
    await leave('ann')
    expect(phases('bob').at(-1)).toBe('switched 2')
    expect(conferences[0]?.asked).toContain(`leave ${ids['ann']}`)
  })

  test('nor is one whose socket is gone; it learns of the switch when it is back', async () => {
    const { names, ready, lose, back, state, phases, heard } = await four()
    for (const name of names.slice(1)) await ready(name, 2)
    lose('ann')
    await state()
    expect(phases('bob').at(-1)).toBe('switched 2')
    const before = heard['ann']?.length ?? 0
    back('ann')
    await state()
    expect(heard['ann']?.slice(before).map(({ type, payload }) => `${type} ${payload.phase ?? ''}${payload.epoch}`)).toEqual([
      'call.topology switched2',
      'call.state 2',
    ])
  })

  test('one who comes back while the others prepare is told again, with what it has to confirm', async () => {
    const { names, ready, lose, back, state, heard, conferences, ids, phases } = await four()
    lose('ann')
    await state()
    conferences[0]?.consumers.set(ids['ann'] as string, [mic])
    const before = heard['ann']?.length ?? 0
    back('ann')
    await state()
    expect(heard['ann']?.slice(before).map(({ type }) => type)).toEqual(['call.topology', 'media.consumer', 'call.state'])
    for (const name of names.slice(1)) await ready(name, 2)
    expect(phases('bob').at(-1)).toBe('preparing 2')
    await ready('ann', 2)
    expect(phases('bob').at(-1)).toBe('switched 2')
  })

  test('one who joins while the others prepare is told to as well, and is waited for only a while', async () => {
    const { names, ready, join, heard, clock, phases } = await four()
    for (const name of names.slice(1)) await ready(name, 2)
    expect(await join('kim')).toMatchObject({ topology: 'p2p', epoch: 1 })
    expect(heard['kim']?.map(({ type }) => type)).toEqual(['call.state', 'call.topology'])
    await ready('ann', 2)
    expect(phases('kim')).toEqual(['preparing 2'])
    await clock.advance(3_000)
    expect(phases('kim')).toEqual(['preparing 2', 'switched 2'])
    expect(await ready('kim', 2)).toEqual({})
  })

  test('a worker that dies meanwhile leaves the call on P2P', async () => {
    const { names, ready, conferences, phases, relay, state, ids } = await four()
    for (const name of names.slice(1)) await ready(name, 2)
    conferences[0]?.die()
    await settle()
    expect(phases('ann')).toEqual(['preparing 2', 'reverted 2'])
    expect(await state()).toMatchObject({ topology: 'p2p', epoch: 1 })
    expect(await code(relay('ann', ids['bob'] as string))).toBe('ok')
  })

  test('a worker that cannot be had: nobody hears of it, and a mesh of many takes nobody more', async () => {
    const house = startCall({ sfu: true })
    house.workers.fails = true
    for (let n = 0; n < 8; n++) await house.join(`p${n}`)
    expect(await code(house.join('one more'))).toBe('call_full')
    expect(house.phases('p0')).toEqual([])
    expect(house.outcomes.every((outcome) => outcome === 'unmade')).toBe(true)
  })

  test('a conference that comes too late is closed', async () => {
    const house = startCall({ sfu: true })
    let give = (): void => {}
    house.workers.slow = new Promise((resolve) => (give = resolve))
    for (let n = 0; n < 4; n++) await house.join(`p${n}`)
    await house.clock.advance(5_000)
    give()
    await settle()
    expect([house.conferences[0]?.closed, house.phases('p0')]).toEqual([true, []])
  })

  test('one that comes when the call is over is closed too', async () => {
    const house = startCall({ sfu: true })
    let give = (): void => {}
    house.workers.slow = new Promise((resolve) => (give = resolve))
    for (let n = 0; n < 4; n++) await house.join(`p${n}`)
    await house.call.stop(0)
    give()
    await settle()
    expect(house.conferences[0]?.closed).toBe(true)
  })

  test('two ask for it, whose path is blocked', async () => {
    const house = startCall({ sfu: true })
    await house.join('ann')
    await house.join('bob')
    expect(await house.wants('ann', 'ice_failed')).toEqual({})
    expect(await house.wants('bob', 'ice_failed')).toEqual({})
    await settle()
    expect(house.phases('bob')).toEqual(['preparing 2'])
    expect(house.heard['bob']?.at(-1)?.payload.reason).toBe('ice_failed')
    expect(await code(house.wants('eve', 'asked'))).toBe('call_not_joined')
  })

  test('without media workers the call is for few, and says so', async () => {
    const house = startCall()
    for (const name of ['ann', 'bob', 'eve']) await house.join(name)
    expect(await code(house.join('dan'))).toBe('call_full')
    expect(await code(house.wants('ann', 'asked'))).toBe('media_unavailable')
    expect(await code(house.media('ann', 'media.transport', { epoch: 1, direction: 'send' }))).toBe('media_unavailable')
  })

  test('while the media workers restart nobody is turned away who fits a mesh, and the call moves when they are back', async () => {
    const house = startCall()
    house.workers.restarting = true
    for (let n = 0; n < 8; n++) await house.join(`p${n}`)
    expect(await code(house.join('one more'))).toBe('call_full')
    Object.assign(house.workers, { there: true, restarting: false })
    await house.join('p8')
    await settle()
    expect(house.phases('p0')).toEqual(['preparing 2'])
  })

  test('many who join at once are told of each other together', async () => {
    const house = startCall({ sfu: true })
    for (let n = 0; n < 20; n++) await house.join(`p${n}`)
    const states = () => (house.heard['p0'] ?? []).filter(({ type }) => type === 'call.state')
    expect(states()).toHaveLength(8)
    await house.clock.advance(STATE_MS)
    expect(states().map(({ payload }) => payload.participants?.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 20])
    await house.leave('p19')
    await house.clock.advance(STATE_MS)
    expect(states().at(-1)?.payload.participants).toHaveLength(19)
  })

  test('with them it is for CALL_MAX_PARTICIPANTS', async () => {
    const house = startCall({ sfu: true, sfuMax: 5 })
    for (let n = 0; n < 5; n++) await house.join(`p${n}`)
    expect(await code(house.join('p5'))).toBe('call_full')
  })
})

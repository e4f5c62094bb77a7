import { afterEach, describe, expect, test } from 'bun:test'
import { settle } from '#actors/runtime/testkit'
import { code, hangUp, startCall } from './testkit'

afterEach(hangUp)

/** Four people on the SFU at epoch 2. */
async function onSfu() {
  const house = startCall({ sfu: true })
  const ids: Record<string, string> = {}
  const names = ['ann', 'bob', 'eve', 'dan']
  for (const name of names) ids[name] = (await house.join(name)).participantId
  await settle()
  for (const name of names) await house.ready(name, 2)
  return { ...house, ids, names }
}

const send = { epoch: 2, direction: 'send' }

describe('the media of a call', () => {
  test('is for its seats, of the epoch in force', async () => {
    const { media, ids, leave } = await onSfu()
    expect(await media('ann', 'media.transport', send)).toEqual({ transportId: `send of ${ids['ann']}` })
    expect(await code(media('kim', 'media.transport', send))).toBe('call_not_joined')
    expect(await code(media('ann', 'media.transport', { ...send, epoch: 1 }))).toBe('stale_epoch')
    expect(await code(media('ann', 'media.transport', { ...send, epoch: 3 }))).toBe('invalid')
    await leave('ann')
    expect(await code(media('ann', 'media.transport', send))).toBe('call_not_joined')
  })

  test('a transport of another seat is none of mine', async () => {
    const { media, ids } = await onSfu()
    const theirs = { epoch: 2, transportId: `send of ${ids['bob']}`, kind: 'audio', source: 'mic', rtpParameters: {} }
    expect(await code(media('ann', 'media.produce', theirs))).toBe('not_found')
    const own = { ...theirs, transportId: `send of ${ids['ann']}` }
    expect(await code(media('ann', 'media.produce', own))).toBe('ok')
  })

  test('tells a seat what is for it, and everybody who speaks', async () => {
    const { conferences, ids, heard } = await onSfu()
    conferences[0]?.emit({ type: 'consumer-paused', peerId: ids['ann'] as string, consumerId: 'c' })
    conferences[0]?.emit({ type: 'speakers', speakers: [{ participantId: ids['bob'] as string, volume: -20 }] })
    await settle()
    expect(heard['ann']?.slice(-2).map(({ type, payload }) => `${type} ${payload.epoch}`)).toEqual([
      'media.consumer-paused 2',
      'media.speakers undefined',
    ])
    expect(heard['bob']?.at(-1)?.type).toBe('media.speakers')
    expect(heard['bob']?.filter(({ type }) => type === 'media.consumer-paused')).toEqual([])
  })

  test('an answer that comes after its seat was freed frees what was made', async () => {
    const { conferences, media, leave, ids } = await onSfu()
    let open = (): void => {}
    const [conference] = conferences
    if (conference) conference.gate = new Promise((resolve) => (open = resolve))
    const asked = code(media('ann', 'media.transport', send))
    await leave('ann')
    open()
    expect(await asked).toBe('call_not_joined')
    expect(conference?.asked.filter((what) => what === `leave ${ids['ann']}`)).toHaveLength(2)
  })

  test('a seat that joins once more begins anew', async () => {
    const { conferences, join, ids } = await onSfu()
    expect((await join('ann')).participantId).toBe(ids['ann'] as string)
    expect(conferences[0]?.asked).toContain(`leave ${ids['ann']}`)
  })

  test('who is muted by a moderator sends nothing more', async () => {
    const { conferences, moderate, ids } = await onSfu()
    await moderate(ids['ann'] as string, 'mute')
    expect(conferences[0]?.asked).toContain(`silence ${ids['ann']} mic`)
  })

  test('ends with the call', async () => {
    const { conferences, call } = await onSfu()
    await call.stop(0)
    await settle()
    expect(conferences[0]?.closed).toBe(true)
  })
})

describe('a worker dies', () => {
  test('everybody is told, and of the conference that follows', async () => {
    const { conferences, heard, media, join, outcomes } = await onSfu()
    conferences[0]?.die()
    await settle()
    expect(heard['ann']?.slice(-3).map(({ type, payload }) => `${type} ${payload.phase ?? ''} ${payload.epoch}`)).toEqual([
      'media.lost  2',
      'call.topology switched 3',
      'call.state  3',
    ])
    expect(heard['ann']?.at(-2)?.payload).toMatchObject({ reason: 'worker_lost', topology: 'sfu', routerRtpCapabilities: { codecs: [] } })
    expect(await code(media('ann', 'media.transport', send))).toBe('stale_epoch')
    expect(await code(media('ann', 'media.transport', { ...send, epoch: 3 }))).toBe('ok')
    expect(await join('kim')).toMatchObject({ topology: 'sfu', epoch: 3 })
    expect(outcomes).toEqual(['switched', 'rebuilt'])
  })

  test('an answer on its way is a refusal', async () => {
    const { conferences, media } = await onSfu()
    let open = (): void => {}
    const [conference] = conferences
    if (conference) conference.gate = new Promise((resolve) => (open = resolve))
    const asked = code(media('ann', 'media.transport', send))
    conference?.die()
    await settle()
    open()
    expect(await asked).toBe('stale_epoch')
  })

  test('until there is another one: media_unavailable, also for who joins or comes back', async () => {
    const { conferences, workers, clock, media, join, heard, lose, back, state, phases } = await onSfu()
    workers.fails = true
    conferences[0]?.die()
    await settle()
    expect(await code(media('ann', 'media.transport', send))).toBe('media_unavailable')
    expect(await join('kim')).toMatchObject({ topology: 'sfu', epoch: 2, routerRtpCapabilities: { codecs: [] } })
    expect(heard['kim']?.map(({ type }) => type)).toEqual(['call.state', 'media.lost'])
    lose('ann')
    back('ann')
    await state()
    expect(heard['ann']?.slice(-2).map(({ type }) => type)).toEqual(['media.lost', 'call.state'])
    workers.fails = false
    await clock.advance(1_000)
    expect(phases('kim')).toEqual(['switched 4'])
  })

  test('few go back to P2P when there is none for long, many wait on', async () => {
    const { conferences, workers, clock, leave, state, phases, relay, ids } = await onSfu()
    workers.fails = true
    conferences[0]?.die()
    await clock.advance(15_000)
    expect(await state()).toMatchObject({ topology: 'sfu', epoch: 2 })
    await leave('dan')
    await clock.advance(1_000)
    const { topology, epoch } = await state()
    expect(topology).toBe('p2p')
    expect(phases('ann').at(-1)).toBe(`switched ${epoch}`)
    expect(await code(relay('ann', ids['bob'] as string, epoch))).toBe('ok')
  })

  test('one that dies right after it was had is followed by another', async () => {
    const { conferences, phases } = await onSfu()
    conferences[0]?.die()
    await settle()
    conferences[1]?.die()
    await settle()
    expect(phases('ann').slice(-2)).toEqual(['switched 3', 'switched 4'])
    conferences[0]?.emit({ type: 'lost' })
    await settle()
    expect(phases('ann').at(-1)).toBe('switched 4')
  })
})

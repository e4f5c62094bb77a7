import { afterEach, expect, test } from 'bun:test'
import type { ConferenceEvent, ConsumerInfo } from './conference'
import type { MediaPool } from './pool'
import { heldBy, opus, Talker, testPool, until } from './testkit'

let pool: MediaPool | undefined
const talkers: Talker[] = []
afterEach(async () => {
  for (const talker of talkers.splice(0)) talker.close()
  await pool?.close()
  pool = undefined
})

async function join(conference: Awaited<ReturnType<typeof heldBy>>['conference'], ...ids: string[]): Promise<Talker[]> {
  const joined = await Promise.all(ids.map((id) => Talker.open(conference, id)))
  talkers.push(...joined)
  return joined
}

const consumersFor = (events: readonly ConferenceEvent[], peerId: string): ConsumerInfo[] =>
  events.flatMap((event) => (event.type === 'consumer' && event.peerId === peerId ? [event.consumer] : []))

const refusal = (work: Promise<unknown> | (() => unknown)): Promise<unknown> =>
  (typeof work === 'function' ? Promise.try(work) : work).then(
    () => 'no refusal',
    (error: { code?: string }) => error.code ?? error,
  )

for (const spread of [false, true]) {
  const where = spread ? 'over two workers' : 'on one worker'

  test(`everybody hears everybody, ${where}, once they are ready and not before`, async () => {
    pool = await testPool({ workers: spread ? 2 : 1, peersPerRouter: spread ? 2 : 24 })
    const { conference, events } = await heldBy(pool)
    const people = await join(conference, 'a', 'b', 'c', 'd')
    const ssrcs = [1_001, 1_002, 1_003, 1_004]
    await Promise.all(people.map((person, nth) => person.produce(ssrcs[nth] as number)))
    await until(() => people.every(({ id }) => consumersFor(events, id).length === 3))
    expect(pool.load().filter(({ streams }) => streams > 0)).toHaveLength(spread ? 2 : 1)
    if (spread) expect(pool.load().map(({ peers }) => peers)).toEqual([2, 2])

    const speak = (): void => people.forEach((person, nth) => person.say(ssrcs[nth] as number))
    for (let nth = 0; nth < 10; nth++) speak()
    expect(conference.settled()).toBe(false)
    expect(conference.settled(['b'])).toBe(false)
    expect(conference.settled(['nobody'])).toBe(true)
    for (const { id } of people) for (const { consumerId } of consumersFor(events, id)) await conference.ready(id, consumerId)
    expect(conference.settled()).toBe(true)
    expect(events.filter(({ type }) => type === 'settled')).toHaveLength(1)
    expect(people.every(({ received }) => received.size === 0)).toBe(true)

    await until(() => (speak(), people.every(({ received }) => [...received.values()].filter((count) => count > 10).length === 3)))
    await until(() => (speak(), events.some((event) => event.type === 'speakers' && event.speakers.length === 4)))
  })
}

test('a peer reaches only its own transports, producers and consumers', async () => {
  pool = await testPool()
  const { conference, events } = await heldBy(pool)
  const [a] = (await join(conference, 'a', 'b')) as [Talker, Talker]
  const producerId = await a.produce(1)
  await until(() => consumersFor(events, 'b').length === 1)
  const consumerId = consumersFor(events, 'b')[0]?.consumerId ?? ''
  const { transportId } = await conference.transport('c', 'send')
  const dtls = { fingerprints: [] }
  for (const peerId of ['b', 'c', 'nobody']) {
    expect(await refusal(() => conference.closeProducer(peerId, producerId))).toBe('not_found')
    expect(await refusal(conference.pause(peerId, { producerId }))).toBe('not_found')
    expect(await refusal(conference.resume(peerId, { producerId }))).toBe('not_found')
  }
  for (const peerId of ['a', 'c', 'nobody']) {
    expect(await refusal(conference.ready(peerId, consumerId))).toBe('not_found')
    expect(await refusal(conference.pause(peerId, { consumerId }))).toBe('not_found')
    expect(await refusal(conference.layers(peerId, consumerId, 0))).toBe('not_found')
  }
  for (const peerId of ['a', 'b', 'nobody']) {
    expect(await refusal(conference.connect(peerId, transportId, dtls))).toBe('not_found')
    expect(await refusal(conference.restartIce(peerId, transportId))).toBe('not_found')
    const mic = { kind: 'audio', source: 'mic', rtpParameters: opus(9) } as const
    expect(await refusal(conference.produce(peerId, transportId, mic))).toBe('not_found')
  }
  expect(await refusal(conference.tap('no-such', { port: 9 }))).toBe('not_found')
})

test('what is wrong is refused in the words of the contract', async () => {
  pool = await testPool()
  const { conference } = await heldBy(pool)
  const { transportId } = await conference.transport('a', 'send')
  const produce = (source: 'mic' | 'camera', rtpParameters: unknown, transport = transportId): Promise<unknown> =>
    refusal(conference.produce('a', transport, { kind: 'audio', source, rtpParameters: rtpParameters as never }))
  expect(await produce('mic', {})).toBe('invalid')
  expect(await produce('mic', { codecs: 'none' })).toBe('invalid')
  expect(await produce('camera', opus(1))).toBe('invalid')
  expect(await produce('mic', opus(1))).toBe('no refusal')
  expect(await produce('mic', opus(2))).toBe('conflict')
  expect(await refusal(conference.transport('a', 'recv'))).toBe('invalid')
  expect(await refusal(conference.transport('a', 'recv', { codecs: 'all' } as never))).toBe('invalid')
  expect(await refusal(conference.connect('a', transportId, {} as never))).toBe('invalid')
  const { transportId: recv } = await conference.transport('a', 'recv', conference.routerRtpCapabilities)
  expect(await produce('mic', opus(3), recv)).toBe('invalid')
  conference.close()
  expect(await produce('mic', opus(4))).toBe('media_unavailable')
  expect(await refusal(conference.transport('a', 'send'))).toBe('media_unavailable')
})

test('a pause, a close and a leave are told to those who receive, and to nobody else', async () => {
  pool = await testPool()
  const { conference, events } = await heldBy(pool)
  const [a] = (await join(conference, 'a', 'b', 'c')) as [Talker]
  const producerId = await a.produce(1)
  const b = (): ConsumerInfo => consumersFor(events, 'b')[0] as ConsumerInfo
  await until(() => consumersFor(events, 'b').length === 1 && consumersFor(events, 'c').length === 1)
  const since = (): ConferenceEvent[] => events.splice(0).filter(({ type }) => type !== 'settled')
  const about = (type: string, peerId: string, consumerId: string): unknown => ({ type, peerId, consumerId })
  const [forB, forC] = [b().consumerId, consumersFor(events, 'c')[0]?.consumerId ?? '']
  since()
  await conference.pause('a', { producerId })
  expect(since()).toEqual([about('consumer-paused', 'b', forB), about('consumer-paused', 'c', forC)] as never)
  await conference.pause('a', { producerId })
  expect(since()).toEqual([])
  expect(conference.consumersOf('b')[0]?.producerPaused).toBe(true)
  await conference.resume('a', { producerId })
  expect(since()).toEqual([about('consumer-resumed', 'b', forB), about('consumer-resumed', 'c', forC)] as never)
  await conference.silence('a', 'mic')
  expect(since()).toHaveLength(2)
  conference.leave('c')
  conference.closeProducer('a', producerId)
  expect(since()).toEqual([about('consumer-closed', 'b', forB)] as never)
  await a.produce(2)
  await until(() => consumersFor(events, 'b').length === 1)
  const second = b().consumerId
  since()
  conference.leave('a')
  conference.leave('a')
  expect(since()).toEqual([about('consumer-closed', 'b', second)] as never)
  expect(conference.consumersOf('b')).toEqual([])
  await until(() => pool?.load()[0]?.peers === 1)
})

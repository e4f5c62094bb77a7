import { afterEach, expect, test } from 'bun:test'
import type { ConferenceEvent } from './conference'
import type { LiveConference } from './live-conference'
import type { MediaPool } from './pool'
import { heldBy, opus, simulcast, testPool, until } from './testkit'

let pool: MediaPool
afterEach(async () => pool.close())

const quietly = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((error: { name?: string; code?: string }) => {
    if (error.name !== 'Refused') throw error
    return error.code
  })

/** A number from 0 up to `below`, always the same ones for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('many consumers ask for the same pipe at once: it is laid once', async () => {
  pool = await testPool({ workers: 2, peersPerRouter: 1 })
  const { conference, events } = await heldBy(pool)
  const capabilities = conference.routerRtpCapabilities
  const { transportId } = await conference.transport('a', 'send')
  await Promise.all(['b', 'c', 'd'].map((id) => conference.transport(id, 'recv', capabilities)))
  await conference.produce('a', transportId, { kind: 'audio', source: 'mic', rtpParameters: opus(1) })
  await conference.produce('a', transportId, { kind: 'video', source: 'camera', rtpParameters: simulcast(100) })
  await until(() => conference.settled() || events.filter(({ type }) => type === 'consumer').length === 6)
  // 2 producers; to the other worker 2 pipe consumers and 2 pipe producers; 6 consumers
  await until(() => pool.load().reduce((sum, { streams }) => sum + streams, 0) === 12)
  conference.leave('a')
  await until(() => pool.load().reduce((sum, { streams }) => sum + streams, 0) === 0)
})

test('a peer that makes itself a new receiving transport while it is given consumers gets them all over the new one', async () => {
  pool = await testPool()
  const { conference, events } = await heldBy(pool)
  const { transportId } = await conference.transport('a', 'send')
  await conference.produce('a', transportId, { kind: 'audio', source: 'mic', rtpParameters: opus(1) })
  const capabilities = conference.routerRtpCapabilities
  await Promise.all(Array.from({ length: 5 }, () => conference.transport('b', 'recv', capabilities)))
  await until(() => conference.consumersOf('b').length === 1)
  const of = (type: ConferenceEvent['type']): number => events.filter((event) => event.type === type).length
  expect(of('consumer') - of('consumer-closed')).toBe(1)
  await until(() => pool.load()[0]?.streams === 2)
})

test('the end comes in the middle of everything: each step is refused, nothing is left over', async () => {
  pool = await testPool({ workers: 2, peersPerRouter: 2 })
  for (const end of ['close', 'leave'] as const) {
    for (let turns = 0; turns < 12; turns++) {
      const { conference } = await heldBy(pool)
      const begun = ['a', 'b', 'c', 'd'].map((id, nth) => quietly(enter(conference, id, nth)))
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
      if (end === 'close') conference.close()
      else for (const id of ['a', 'b', 'c', 'd']) conference.leave(id)
      await Promise.all(begun)
      for (const id of ['a', 'b', 'c', 'd']) conference.leave(id)
      conference.close()
      await until(() => pool.load().every(({ streams, peers }) => streams === 0 && peers === 0))
    }
  }
}, 20_000)

async function enter(conference: LiveConference, id: string, nth: number): Promise<void> {
  const receiving = conference.transport(id, 'recv', conference.routerRtpCapabilities)
  const [{ transportId }] = await Promise.all([conference.transport(id, 'send'), receiving])
  await conference.produce(id, transportId, { kind: 'audio', source: 'mic', rtpParameters: opus(nth + 1) })
  await conference.produce(id, transportId, { kind: 'video', source: 'camera', rtpParameters: simulcast(100 * nth + 100) })
}

test('anything in any order: what each peer was told is what is there', async () => {
  pool = await testPool({ workers: 2, peersPerRouter: 3 })
  const seed = Number(process.env['SEED'] ?? (Math.random() * 1e9) | 0)
  const roll = dice(seed)
  const { conference, events } = await heldBy(pool)
  const ids = ['a', 'b', 'c', 'd', 'e', 'f']
  const transports = new Map<string, string>()
  const running: Promise<unknown>[] = []
  const steps: ((id: string) => Promise<unknown>)[] = [
    async (id) => void transports.set(id, (await conference.transport(id, 'send')).transportId),
    (id) => conference.transport(id, 'recv', conference.routerRtpCapabilities),
    (id) => produce(id, 'mic'),
    (id) => produce(id, 'camera'),
    async (id) => conference.consumersOf(id).forEach(({ consumerId }) => void quietly(conference.ready(id, consumerId))),
    async (id) => conference.view(id, [{ participantId: ids[roll(6)] as string, source: 'camera', width: 640, height: roll(900) }]),
    (id) => conference.silence(id, 'mic'),
    (id) => conference.pause(id, { consumerId: conference.consumersOf(id)[0]?.consumerId ?? '' }),
    async (id) => roll(3) === 0 && conference.leave(id),
    () => new Promise((resolve) => setTimeout(resolve, roll(4))),
  ]
  const produce = (id: string, source: 'mic' | 'camera'): Promise<unknown> => {
    const rtpParameters = source === 'mic' ? opus(roll(1e9) + 1) : simulcast(roll(1e9) + 1)
    return conference.produce(id, transports.get(id) ?? '', { kind: source === 'mic' ? 'audio' : 'video', source, rtpParameters })
  }
  for (let step = 0; step < 400; step++) {
    const work = quietly((steps[roll(steps.length)] as (id: string) => Promise<unknown>)(ids[roll(6)] as string))
    running.push(work)
    if (roll(3) > 0) await work
  }
  await Promise.all(running)
  const confirm = (id: string): void =>
    conference.consumersOf(id).forEach(({ consumerId }) => void quietly(conference.ready(id, consumerId)))
  await until(() => {
    ids.forEach(confirm)
    return conference.settled()
  })
  for (const id of ids) {
    const open = new Set<string>()
    for (const event of events) {
      if (event.type === 'consumer' && event.peerId === id) open.add(event.consumer.consumerId)
      if (event.type === 'consumer-closed' && event.peerId === id) open.delete(event.consumerId)
    }
    const there = new Set(conference.consumersOf(id).map(({ consumerId }) => consumerId))
    // one that left was not told: everything of it was freed
    if (there.size > 0) expect({ seed, id, missing: [...there].filter((one) => !open.has(one)) }).toEqual({ seed, id, missing: [] })
    const others = conference.producers().filter(({ participantId }) => participantId !== id).length
    if (there.size > 0) expect({ seed, id, consumers: there.size }).toEqual({ seed, id, consumers: others })
  }
  for (const id of ids) conference.leave(id)
  await until(() => pool.load().every(({ streams, peers }) => streams === 0 && peers === 0))
}, 20_000)

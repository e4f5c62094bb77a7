import { afterEach, expect, test } from 'bun:test'
import type { MediaPool } from './pool'
import { AUDIO_OF_ALL } from './policy'
import { heldBy, Talker, testPool, until } from './testkit'

let pool: MediaPool
afterEach(async () => pool.close())

test('among many only those who speak are received, and silence is not forwarded', async () => {
  pool = await testPool({ workers: 2, peersPerRouter: 12 })
  const { conference, events } = await heldBy(pool)
  const crowd: Talker[] = []
  for (let nth = 0; nth <= AUDIO_OF_ALL; nth++) {
    const talker = await Talker.open(conference, `peer-${nth}`)
    crowd.push(talker)
  }
  for (const [nth, talker] of crowd.entries()) await talker.produce(1_000 + nth)
  expect(conference.settled()).toBe(true)
  expect(events.some(({ type }) => type === 'consumer')).toBe(false)

  const [first, second] = crowd as [Talker, Talker]
  const silent = (): void => crowd.slice(2).forEach((talker, nth) => talker.say(1_002 + nth, 127))
  const confirmed = new Set<string>()
  await until(() => {
    first.say(1_000)
    second.say(1_001)
    silent()
    for (const event of events) {
      if (event.type !== 'consumer' || confirmed.has(event.consumer.consumerId)) continue
      confirmed.add(event.consumer.consumerId)
      void conference.ready(event.peerId, event.consumer.consumerId)
    }
    return crowd.every(({ received }, nth) => received.size === (nth < 2 ? 1 : 2))
  }, 10_000)
  expect(confirmed.size).toBe(2 * AUDIO_OF_ALL)
  for (const talker of crowd) talker.close()
}, 20_000)

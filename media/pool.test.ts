import { afterEach, expect, test } from 'bun:test'
import { virtualClock } from '#actors/runtime/testkit'
import { type MediaPool, openMediaPool } from './pool'
import { heldBy, testPool, until, workerBin } from './testkit'

let pool: MediaPool | undefined
afterEach(async () => {
  await pool?.close()
  pool = undefined
})

test('a killed worker: its conferences hear it, the others do not notice, the pool is whole again', async () => {
  pool = await testPool({ workers: 2 })
  const one = await heldBy(pool, 'one')
  await one.conference.transport('a', 'send')
  const two = await heldBy(pool, 'two')
  await two.conference.transport('b', 'send')
  const [first, second] = pool.load()
  expect(first?.peers).toBe(1)
  expect(second?.peers).toBe(1)

  process.kill(first?.pid ?? 0, 'SIGKILL')
  await until(() => one.events.some(({ type }) => type === 'lost'))
  expect(pool.restarting()).toBe(false)
  await pool.whole()
  expect(pool.load().map(({ pid }) => pid)).not.toContain(first?.pid ?? 0)

  expect(two.events).toEqual([])
  await two.conference.transport('c', 'send')
  const refused = await one.conference.transport('a', 'send').catch((error) => error)
  expect(refused).toMatchObject({ name: 'Refused', code: 'media_unavailable' })
  const again = await heldBy(pool, 'one')
  await again.conference.transport('a', 'send')
})

test('a worker that hangs is killed and replaced', async () => {
  const clock = virtualClock()
  pool = await testPool({ clock })
  const { events } = await heldBy(pool)
  const pid = pool.load()[0]?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  for (let seconds = 0; seconds < 10; seconds++) await clock.advance(1_000)
  await until(() => events.some(({ type }) => type === 'lost'))
  expect([pool.status().status, pool.restarting()]).toEqual(['off', true])
  await pool.whole()
  expect(pool.restarting()).toBe(false)
  expect(pool.load()[0]?.pid).not.toBe(pid)
})

test('without a worker program the pool is off, says why, and refuses', async () => {
  pool = await openMediaPool({ workerBin: '/nowhere/worker', workers: 1, port: 0, announced: ['127.0.0.1'] })
  await until(() => JSON.stringify(pool?.status()).includes('/nowhere/worker'))
  const refused = await heldBy(pool).catch((error) => error)
  expect(refused).toMatchObject({ code: 'media_unavailable', retryAfterMs: 1_000 })
  expect(pool.restarting()).toBe(false)
})

test('a full node refuses with busy and when to come again', async () => {
  pool = await testPool({ peersPerWorker: 2 })
  const { conference } = await heldBy(pool)
  await conference.transport('a', 'send')
  await conference.transport('b', 'send')
  const refused = await conference.transport('c', 'send').catch((error) => error)
  expect(refused).toMatchObject({ code: 'busy', retryAfterMs: 5_000 })
  conference.leave('a')
  await until(() => pool?.load()[0]?.peers === 1)
  await conference.transport('c', 'send')
})

test('UDP can be off: only TCP is offered', async () => {
  pool = await openMediaPool({ workerBin, workers: 1, port: 0, announced: ['127.0.0.1'], udp: false })
  await pool.whole()
  const { conference } = await heldBy(pool)
  const { iceCandidates } = await conference.transport('a', 'recv', {})
  expect(iceCandidates.map(({ protocol, address }) => [protocol, address])).toEqual([['tcp', '127.0.0.1']])
})

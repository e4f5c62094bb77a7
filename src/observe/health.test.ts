import { describe, expect, test } from 'bun:test'
import { openHealth, type HealthParts } from './health'

const fine = async (): Promise<void> => {}
const broken = (): Promise<void> => Promise.reject(new Error('no route to host'))
const parts: HealthParts = {
  version: '1.2.3',
  database: { driver: 'pglite', check: fine },
  media: () => ({ status: 'off', reason: 'not built' }),
}

describe('health', () => {
  test('is ok on a laptop without Redis and without media', async () => {
    expect(await openHealth(parts).report()).toEqual({
      status: 'ok',
      version: '1.2.3',
      database: { status: 'ok', driver: 'pglite' },
      redis: { status: 'off' },
      media: { status: 'off', reason: 'not built' },
    })
  })

  test('is down without a database, degraded without a configured Redis', async () => {
    const down = openHealth({ ...parts, database: { driver: 'postgres', check: broken } })
    expect(await down.report()).toMatchObject({ status: 'down', database: { status: 'down', driver: 'postgres' } })
    expect(await down.ready()).toEqual({ ready: false, reason: 'The database does not answer.' })
    const degraded = openHealth({ ...parts, redis: { check: broken } })
    expect(await degraded.report()).toMatchObject({ status: 'degraded', redis: { status: 'down' } })
    expect(await degraded.ready()).toEqual({ ready: true })
  })

  test('asks its parts once a second, however often it is asked', async () => {
    let [now, asked] = [0, 0]
    const counted = async (): Promise<void> => {
      asked += 1
    }
    const health = openHealth({ ...parts, database: { driver: 'pglite', check: counted } }, () => now)
    await Promise.all([health.report(), health.report(), health.ready()])
    expect(asked).toBe(1)
    now += 1000
    await health.report()
    expect(asked).toBe(2)
  })

  test('a draining node is not ready and says why', async () => {
    expect(await openHealth({ ...parts, unready: () => 'draining' }).ready()).toEqual({ ready: false, reason: 'draining' })
  })
})

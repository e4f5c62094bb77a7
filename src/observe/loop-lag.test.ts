import { expect, test } from 'bun:test'
import { Registry } from 'prom-client'
import { measureLoopLag } from './loop-lag'

const maxOf = async (registry: Registry): Promise<number> =>
  Number(/^nodejs_eventloop_lag_max_seconds (.*)$/m.exec(await registry.metrics())?.[1])

test('the lag is looked at once somebody reads it, and each reading tells what came since the last', async () => {
  const registry = new Registry()
  measureLoopLag(registry)
  expect(await maxOf(registry)).toBe(0)
  const end = performance.now() + 250
  while (performance.now() < end);
  let found = 0
  while (found === 0) {
    await new Promise((resolve) => setImmediate(resolve))
    found = await maxOf(registry)
  }
  expect(found).toBeGreaterThan(0.1)
})

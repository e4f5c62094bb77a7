import { expect, test } from 'bun:test'
import { openMetrics } from './metrics'

test('metrics are text that Prometheus reads, two registries do not collide', async () => {
  const [one, two] = [openMetrics(), openMetrics()]
  one.joins.inc()
  one.deadLetters.inc({ reason: 'full' })
  one.measure(one.bufferedBytesMax, () => 42)
  const text = await one.registry.metrics()
  expect(text).toContain('boltorezka_room_joins_total 1')
  expect(text).toContain('boltorezka_actor_dead_letters_total{reason="full"} 1')
  expect(text).toContain('boltorezka_ws_buffered_bytes_max 42')
  expect(text).toContain('nodejs_eventloop_lag_seconds')
  expect(await two.registry.metrics()).toContain('boltorezka_room_joins_total 0')
})

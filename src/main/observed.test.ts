import { expect, test } from 'bun:test'
import type { Append } from '#src/data/append'
import { openMetrics } from '#src/observe/metrics'
import { observedAppend } from './observed'

test('what is appended shows in the metrics', async () => {
  const metrics = openMetrics()
  const outcomes = [
    { ok: true, event: { seq: 1 } },
    { ok: true, event: { seq: 2 } },
    { ok: false, code: 'forbidden', message: '' },
  ]
  const answers = [outcomes, [{ ok: false, code: 'unavailable', message: '' }]]
  const inner = { room: async () => ({ head: 2, generation: 'g', outcomes: answers.shift() }), onHeads: () => () => {} }
  const append = observedAppend(inner as unknown as Append, metrics)
  expect(await append.room('r', [])).toMatchObject({ head: 2, outcomes })
  await append.room('r', [])
  const text = await metrics.registry.metrics()
  expect(text).toContain('boltorezka_append_batches_total{outcome="committed"} 1')
  expect(text).toContain('boltorezka_append_batches_total{outcome="unavailable"} 1')
  expect(text).toContain('boltorezka_append_events_total 2')
  expect(text).toContain('boltorezka_append_seconds_count 2')
})

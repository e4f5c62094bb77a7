import { expect, test } from 'bun:test'
import { limiter } from './rate-limit'

test('lets the limit through at once, then says when the next one may come', () => {
  const gate = limiter({ limit: 3, per: 1_000 })
  expect([gate.take('a', 0), gate.take('a', 0), gate.take('a', 0)]).toEqual([{ ok: true }, { ok: true }, { ok: true }])
  expect(gate.take('a', 0)).toEqual({ ok: false, retryAfterMs: 334 })
})

test('coming back after retryAfterMs succeeds', () => {
  const gate = limiter({ limit: 3, per: 1_000 })
  for (let burst = 0; burst < 3; burst++) gate.take('a', 0)
  for (let now = 0, round = 0; round < 100; round++) {
    const answer = gate.take('a', now)
    if (answer.ok) throw new Error(`round ${round}: let through too early`)
    expect(gate.take('a', now + answer.retryAfterMs - 1).ok).toBe(false)
    now += answer.retryAfterMs
    expect(gate.take('a', now).ok).toBe(true)
  }
})

test('over a long time no more than the rate gets through', () => {
  const gate = limiter({ limit: 10, per: 1_000 })
  let through = 0
  for (let now = 0; now < 60_000; now += 7) if (gate.take('a', now).ok) through++
  expect(through).toBeGreaterThanOrEqual(600)
  expect(through).toBeLessThanOrEqual(610)
})

test('a refused use costs nothing', () => {
  const gate = limiter({ limit: 1, per: 1_000 })
  gate.take('a', 0)
  for (let now = 1; now < 1_000; now++) expect(gate.take('a', now).ok).toBe(false)
  expect(gate.take('a', 1_000).ok).toBe(true)
})

test('keys do not touch each other', () => {
  const gate = limiter({ limit: 1, per: 1_000 })
  expect(gate.take('a', 0).ok).toBe(true)
  expect(gate.take('b', 0).ok).toBe(true)
  expect(gate.take('a', 0).ok).toBe(false)
})

test('a flood of keys does not grow it, and a busy key outlives idle ones', () => {
  const gate = limiter({ limit: 2, per: 1_000_000, keys: 100 })
  for (let n = 0; n < 1_000; n++) {
    gate.take(`flood ${n}`, n)
    if (n % 10 === 0) gate.take('busy', n)
  }
  expect(gate.size).toBe(100)
})

test('keys that are whole again are forgotten first', () => {
  const gate = limiter({ limit: 1, per: 10, keys: 3 })
  gate.take('old', 0)
  gate.take('new', 95)
  gate.take('newer', 96)
  gate.take('newest', 97)
  expect(gate.take('new', 98).ok).toBe(false)
})

test('without a clock of the caller it uses its own', () => {
  let now = 0
  const gate = limiter({ limit: 1, per: 5, clock: () => now })
  expect(gate.take('a').ok).toBe(true)
  expect(gate.take('a')).toEqual({ ok: false, retryAfterMs: 5 })
  now = 5
  expect(gate.take('a').ok).toBe(true)
})

import { describe, expect, test } from 'bun:test'
import type { Exit } from './exit'
import { decide, type Plan, type Policy, type Restart, type Strategy } from './restart-plan'

const policy: Policy = {
  strategy: 'one_for_one',
  intensity: { max: 3, within: 1_000 },
  beyond: 'escalate',
  backoff: { first: 50, max: 400 },
}
const exits: Record<Exit['kind'], Exit> = {
  normal: { kind: 'normal' },
  shutdown: { kind: 'shutdown' },
  killed: { kind: 'killed' },
  crash: { kind: 'crash', error: new Error('boom'), message: 'm' },
  gone: { kind: 'gone' },
}

function plan(over: Partial<Policy>, restart: Restart, exit: Exit['kind'], restarts: number[] = [], now = 10_000, attempts = 0): Plan {
  return decide({ ...policy, ...over }, ['a', 'b', 'c'], { id: 'b', restart, exit: exits[exit], attempts }, restarts, now).plan
}

describe('restart kind x exit', () => {
  test.each([
    ['permanent', 'normal', 'restart'],
    ['permanent', 'shutdown', 'restart'],
    ['permanent', 'killed', 'restart'],
    ['permanent', 'crash', 'restart'],
    ['transient', 'normal', 'forget'],
    ['transient', 'shutdown', 'forget'],
    ['transient', 'killed', 'restart'],
    ['transient', 'crash', 'restart'],
    ['temporary', 'normal', 'forget'],
    ['temporary', 'shutdown', 'forget'],
    ['temporary', 'killed', 'forget'],
    ['temporary', 'crash', 'forget'],
  ] as [Restart, Exit['kind'], Plan['do']][])('%s %s: %s', (restart, exit, expected) => {
    expect(plan({}, restart, exit).do).toBe(expected)
  })
})

describe('strategy', () => {
  test.each([
    ['one_for_one', ['b']],
    ['rest_for_one', ['b', 'c']],
    ['one_for_all', ['a', 'b', 'c']],
  ] as [Strategy, string[]][])('%s begins %j again', (strategy, ids) => {
    expect(plan({ strategy }, 'permanent', 'crash')).toEqual({ do: 'restart', ids, delay: 0 })
  })
})

describe('intensity', () => {
  test('the restart after max within the window is too much', () => {
    expect(plan({}, 'permanent', 'crash', [9_500, 9_600]).do).toBe('restart')
    expect(plan({}, 'permanent', 'crash', [9_500, 9_600, 9_700]).do).toBe('escalate')
    expect(plan({ beyond: 'abandon' }, 'permanent', 'crash', [9_500, 9_600, 9_700]).do).toBe('abandon')
  })

  test('what lies outside the window is forgotten', () => {
    const decision = decide(
      policy,
      ['b'],
      { id: 'b', restart: 'permanent', exit: exits.crash, attempts: 0 },
      [8_000, 9_000, 9_001, 9_700],
      10_000,
    )
    expect(decision).toEqual({ plan: { do: 'restart', ids: ['b'], delay: 0 }, restarts: [9_001, 9_700, 10_000] })
  })

  test('an exit that asks for no restart does not count', () => {
    expect(decide(policy, ['b'], { id: 'b', restart: 'transient', exit: exits.normal, attempts: 0 }, [1], 2)).toEqual({
      plan: { do: 'forget' },
      restarts: [1],
    })
  })

  test('max 0 allows none', () => {
    expect(plan({ intensity: { max: 0, within: 1_000 } }, 'permanent', 'crash').do).toBe('escalate')
  })
})

describe('backoff', () => {
  test.each([
    [0, 0],
    [1, 50],
    [2, 100],
    [3, 200],
    [4, 400],
    [9, 400],
    [2_000, 400],
  ])('after %d restarts in a row it waits %d ms', (attempts, delay) => {
    expect(plan({}, 'permanent', 'crash', [], 10_000, attempts)).toEqual({ do: 'restart', ids: ['b'], delay })
  })
})

import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import type { Strategy } from './restart-plan'
import { supervise, type SupervisorOptions } from './supervisor'
import { recordingHook, settle, until, virtualClock } from './testkit'

const box = { capacity: 8, overflow: 'reject' } as const

function scene(strategy: Strategy, over: Partial<SupervisorOptions> = {}) {
  const clock = virtualClock()
  const recorded = recordingHook()
  const root = supervise({ strategy, intensity: { max: 5, within: 1_000 }, clock, hook: recorded.hook, ...over })
  const seen: string[] = []
  const part = actor<string>('part', box, async (self) => {
    seen.push(`+${self.name}`)
    for await (const message of self.inbox) {
      if (message === 'crash') throw new Error('crash')
      if (message === 'hang') await new Promise(() => {})
      seen.push(`${self.name} ${message}`)
    }
    seen.push(`-${self.name}`)
  })
  return { clock, root, seen, part, ...recorded }
}

describe('groups', () => {
  test.each([
    ['rest_for_one', ['-c', '+b', '+c']],
    ['one_for_all', ['-c', '-a', '+a', '+b', '+c']],
    ['one_for_one', ['+b']],
  ] as const)('%s: the others stop last first and begin first first', async (strategy, expected) => {
    const { root, seen, part } = scene(strategy)
    const [, b] = ['a', 'b', 'c'].map((id) => root.start(part, id, undefined))
    await settle()
    seen.length = 0
    b?.send('crash')
    await until(() => seen.length === expected.length)
    expect(seen).toEqual([...expected])
    await root.stop()
  })

  test('siblings keep what they had not read, and never answer dead', async () => {
    const { root, seen, part } = scene('one_for_all')
    const a = root.start(part, 'a', undefined)
    const b = root.start(part, 'b', undefined)
    await settle()
    b.send('crash')
    const sent: string[] = []
    const stopWatching = b.onExit(() => {
      for (const message of ['one', 'two']) sent.push(a.send(message))
    })
    await settle()
    stopWatching()
    expect(sent).toEqual(['ok', 'ok'])
    expect(seen).toEqual(['+a', '+b', '-a', '+a', '+b', 'a one', 'a two'])
    await root.stop()
  })

  test('a transient sibling comes back, a temporary one does not', async () => {
    const { root, seen, part } = scene('one_for_all')
    const a = root.start(part, 'a', undefined)
    const transient = root.ensure(part, 'transient', undefined, { restart: 'transient' })
    const temporary = root.ensure(part, 'temporary', undefined, { restart: 'temporary' })
    await settle()
    a.send('crash')
    await settle()
    expect(seen.slice(3)).toEqual(['-temporary', '-transient', '+a', '+transient'])
    expect([transient.send('x'), temporary.send('x')]).toEqual(['ok', 'dead'])
    await root.stop()
  })

  test('a sibling that fails to stop is killed after its time and begins again', async () => {
    const { root, seen, part, clock, log } = scene('one_for_all')
    const a = root.start(part, 'a', undefined)
    const b = root.start(part, 'b', undefined, { shutdown: 100 })
    b.send('hang')
    await settle()
    a.send('crash')
    await clock.advance(99)
    expect(seen).toEqual(['+a', '+b'])
    await clock.advance(1)
    expect(seen).toEqual(['+a', '+b', '+a', '+b'])
    expect(log).toContain('exited b killed restarts')
    await root.stop()
  })

  test('a failure outside the group waits until the group has begun again', async () => {
    const { root, seen, part, clock } = scene('rest_for_one')
    const a = root.start(part, 'a', undefined)
    const b = root.start(part, 'b', undefined)
    const c = root.start(part, 'c', undefined, { shutdown: 100 })
    c.send('hang')
    await settle()
    b.send('crash')
    await settle()
    a.send('crash')
    await clock.advance(100)
    await until(() => seen.length === 3 + 2 + 2 + 3)
    expect(seen.slice(3)).toEqual(['+b', '+c', '-c', '-b', '+a', '+b', '+c'])
    await root.stop()
  })

  test('a stop in the middle of it wins', async () => {
    const { root, seen, part, clock } = scene('one_for_all')
    const a = root.start(part, 'a', undefined)
    const b = root.start(part, 'b', undefined, { shutdown: 100 })
    b.send('hang')
    await settle()
    a.send('crash')
    await settle()
    const stopped = root.stop()
    await clock.advance(100)
    await stopped
    expect(seen).toEqual(['+a', '+b'])
    expect([a.send('x'), b.send('x'), root.ensure(part, 'c', undefined).send('x')]).toEqual(['dead', 'dead', 'dead'])
    expect(root.snapshot().state).toBe('stopping')
  })

  test('so does one while the group waits for its backoff', async () => {
    const { root, seen, part, clock } = scene('one_for_all', { backoff: { first: 100, max: 100 } })
    const a = root.start(part, 'a', undefined)
    root.start(part, 'b', undefined)
    for (let i = 0; i < 2; i++) {
      a.send('crash')
      await settle()
    }
    const before = seen.length
    await root.stop()
    await clock.advance(1_000)
    expect(seen.length).toBe(before)
    expect(root.snapshot().state).toBe('stopping')
  })

  test('a member that waited for its own backoff begins once, with the group', async () => {
    const { root, seen, part, clock } = scene('rest_for_one', { backoff: { first: 100, max: 100 } })
    const a = root.start(part, 'a', undefined)
    const b = root.start(part, 'b', undefined)
    for (let i = 0; i < 2; i++) {
      b.send('crash')
      await settle()
    }
    a.send('crash')
    await clock.advance(1_000)
    expect(seen).toEqual(['+a', '+b', '+b', '+a', '+b'])
    await root.stop()
  })

  test('one outside the group that is given up meanwhile is gone after all', async () => {
    const { root, part, clock } = scene('rest_for_one', { beyond: 'abandon', intensity: { max: 1, within: 1_000 } })
    const a = root.start(part, 'a', undefined)
    const b = root.start(part, 'b', undefined)
    const c = root.start(part, 'c', undefined, { shutdown: 100 })
    const heard: string[] = []
    a.onExit((exit, next) => void heard.push(`${exit.kind} ${next}`))
    a.send('crash')
    await settle()
    c.send('hang')
    await settle()
    b.send('crash')
    await settle()
    a.send('crash')
    await clock.advance(100)
    expect(heard).toEqual(['crash restarts', 'crash restarts', 'shutdown gone'])
    expect([a.send('x'), b.send('x')]).toEqual(['dead', 'ok'])
    await root.stop()
  })
})

describe('escalation', () => {
  test('a branch beyond its intensity begins again as a whole: declared children under their refs, those of ensure forgotten', async () => {
    const { root, seen, part, log } = scene('one_for_one')
    const branch = root.supervise('branch', { strategy: 'one_for_one', intensity: { max: 1, within: 1_000 } })
    const bystander = root.start(part, 'bystander', undefined)
    const bad = branch.start(part, 'bad', undefined)
    const good = branch.start(part, 'good', undefined)
    const dynamic = branch.ensure(part, 'dynamic', undefined)
    await settle()
    bad.send('crash')
    bad.send('crash')
    bad.send('after')
    await until(() => seen.includes('bad after'))
    expect(log).toContain('escalate branch bad')
    expect([bad, good, dynamic, bystander].map((ref) => ref.send('x'))).toEqual(['ok', 'ok', 'dead', 'ok'])
    expect(branch.ensure(part, 'dynamic', undefined).send('x')).toBe('ok')
    expect(root.snapshot().children?.map((child) => [child.name, child.restarts])).toEqual([
      ['branch', 1],
      ['bystander', 0],
    ])
    bad.send('crash')
    await settle()
    expect(log.filter((line) => line === 'escalate branch bad').length).toBe(1) // its count began anew
    await root.stop()
  })

  test('goes up level by level until somebody may still restart, then the root gives up', async () => {
    const { root, part, log } = scene('one_for_one', { intensity: { max: 1, within: 1_000 } })
    const policy = { strategy: 'one_for_one', intensity: { max: 0, within: 1_000 } } as const
    const leaf = root.supervise('middle', policy).supervise('lower', policy).start(part, 'leaf', undefined)
    leaf.send('crash')
    await settle()
    expect(log.filter((line) => line.startsWith('escalate'))).toEqual(['escalate lower leaf', 'escalate middle lower'])
    expect(leaf.send('crash')).toBe('ok')
    expect((await root.exited).kind).toBe('crash')
    expect(leaf.send('x')).toBe('dead')
  })

  test('watchers of a child that goes down with its branch hear that it is gone', async () => {
    const { root, part } = scene('one_for_one', { intensity: { max: 0, within: 1_000 } })
    const branch = root.supervise('branch', { strategy: 'one_for_one', intensity: { max: 0, within: 1_000 } })
    const heard: string[] = []
    const bad = branch.start(part, 'bad', undefined)
    bad.onExit((exit, next) => void heard.push(`${exit.kind} ${next}`))
    bad.send('crash')
    expect((await root.exited).kind).toBe('crash')
    expect(heard).toEqual(['crash restarts', 'shutdown gone'])
  })
})

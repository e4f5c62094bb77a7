import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import type { Exit } from './exit'
import { settle } from './testkit'
import { box, policy, scene } from './testkit-parts'

describe('restart', () => {
  test.each([
    ['permanent', 'return', true],
    ['permanent', 'crash', true],
    ['transient', 'return', false],
    ['transient', 'crash', true],
    ['temporary', 'return', false],
    ['temporary', 'crash', false],
  ] as const)('%s after %s: %p; the bystander notices nothing', async (restart, how, again) => {
    const { root, seen, part } = scene()
    const ref = root.ensure(part, 'a', undefined, { restart })
    root.ensure(part, 'bystander', undefined)
    ref.send(how)
    ref.send('next')
    await settle()
    expect(seen).toEqual(again ? ['+a', '+bystander', '+a', 'a next'] : ['+a', '+bystander'])
    expect(ref.send('later')).toBe(again ? 'ok' : 'dead')
    expect(root.lookup<string>('a') === ref).toBe(again)
    await root.stop()
  })

  test('the poison is reported once and never seen again', async () => {
    const { root, part, letters, seen } = scene()
    const exits: Exit[] = []
    const ref = root.ensure(part, 'a', undefined)
    ref.onExit((exit) => void exits.push(exit))
    for (const message of ['one', 'crash', 'two']) ref.send(message)
    await settle()
    expect(seen).toEqual(['+a', 'a one', '+a', 'a two'])
    expect(exits).toEqual([{ kind: 'crash', error: new Error('crash'), message: 'crash' }])
    expect(letters).toEqual([{ reason: 'poison', name: 'a', message: 'crash' }])
    await root.stop()
  })

  test('a crash before the first message has no poison, and messages wait for the incarnation that starts', async () => {
    const { root, letters } = scene()
    const seen: string[] = []
    let lives = 0
    const late = actor<string>('late', box, async (self) => {
      if (++lives < 3) throw new Error('cannot load')
      for await (const message of self.inbox) seen.push(message)
    })
    root.ensure(late, 'l', undefined).send('hello')
    await settle()
    expect(seen).toEqual(['hello'])
    expect(letters).toEqual([])
    await root.stop()
  })

  test('waits longer after each restart in a row, and not at all after a long life', async () => {
    const { root, part, clock, log } = scene({ intensity: { max: 10, within: 1_000 }, backoff: { first: 50, max: 100 } })
    const ref = root.ensure(part, 'a', undefined)
    for (let i = 0; i < 4; i++) {
      ref.send('crash')
      await clock.advance(100)
    }
    await clock.advance(5_000)
    ref.send('crash')
    await settle()
    expect(log.filter((line) => line.startsWith('restarting'))).toEqual([
      'restarting a 0',
      'restarting a 50',
      'restarting a 100',
      'restarting a 100',
      'restarting a 0',
    ])
    await root.stop()
  })
})

describe('intensity', () => {
  test('beyond it the root stops all children and exits with the cause', async () => {
    const { root, part, log } = scene()
    const bad = root.ensure(part, 'bad', undefined)
    const good = root.start(part, 'good', undefined)
    for (let i = 0; i < 3; i++) bad.send('crash')
    expect(await root.exited).toEqual({ kind: 'crash', error: new Error('crash'), message: undefined })
    expect([bad.send('x'), good.send('x'), root.ensure(part, 'new', undefined).send('x')]).toEqual(['dead', 'dead', 'dead'])
    expect(log).toContain('escalate root bad')
  })

  test('restarts outside the window are forgotten', async () => {
    const { root, part, clock, seen } = scene()
    const ref = root.ensure(part, 'a', undefined)
    for (let i = 0; i < 8; i++) {
      ref.send('crash')
      await clock.advance(600)
    }
    expect(seen.length).toBe(9)
    expect(ref.send('x')).toBe('ok')
    await root.stop()
  })

  test('abandon gives up only the child that failed too often', async () => {
    const { root, part, log } = scene({ beyond: 'abandon' })
    const bad = root.ensure(part, 'bad', undefined)
    const others = ['a', 'b', 'c'].map((id) => root.ensure(part, id, undefined))
    const heard: string[] = []
    bad.onExit((exit, next) => void heard.push(`${exit.kind} ${next}`))
    for (const other of others) other.send('crash')
    for (let i = 0; i < 4; i++) bad.send('crash')
    await settle()
    expect(heard).toEqual(['crash restarts', 'crash restarts', 'crash gone'])
    expect(bad.send('x')).toBe('dead')
    expect(others.map((other) => other.send('x'))).toEqual(['ok', 'ok', 'ok'])
    expect(log.filter((line) => line.startsWith('abandon'))).toEqual(['abandon root bad'])
    expect(root.ensure(part, 'bad', undefined).send('fresh')).toBe('ok')
    await root.stop()
  })
})

describe('snapshot', () => {
  test('names every child with depth, state and restarts', async () => {
    const { root, part } = scene()
    const rooms = root.supervise('rooms', policy)
    const ref = rooms.ensure(part, 'r1', undefined)
    ref.send('crash')
    await settle()
    ref.send('unread')
    expect(root.snapshot()).toEqual({
      kind: 'supervisor',
      name: 'root',
      state: 'running',
      depth: 0,
      restarts: 0,
      children: [
        {
          kind: 'supervisor',
          name: 'rooms',
          state: 'running',
          depth: 0,
          restarts: 0,
          children: [{ kind: 'part', name: 'r1', state: 'running', depth: 1, restarts: 1 }],
        },
      ],
    })
    await root.stop()
  })

  test('an id names one child: a second start is refused', async () => {
    const { root, part } = scene()
    root.start(part, 'a', undefined)
    expect(() => root.start(part, 'a', undefined)).toThrow('has a child a already')
    await root.stop()
  })
})

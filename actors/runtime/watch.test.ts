import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import type { Exit, Next } from './exit'
import { spawn } from './spawn'
import { supervise } from './supervisor'
import { probe, settle, until } from './testkit'

const box = { capacity: 8, overflow: 'reject' } as const
const oneForOne = { strategy: 'one_for_one', intensity: { max: 5, within: 1_000 } } as const

describe('watch', () => {
  const crasher = actor<'crash' | 'return'>('crasher', box, async (self) => {
    for await (const message of self.inbox) {
      if (message === 'return') return
      throw new Error('crash')
    }
  })

  test('hears every incarnation, whether another one follows, and after what its target had sent', async () => {
    const root = supervise(oneForOne)
    const seen: unknown[] = []
    const watcher = actor<{ exit: Exit; next: Next } | string>('watcher', box, async (self) => {
      self.watch(target, (exit, next) => ({ exit, next }))
      for await (const message of self.inbox) seen.push(typeof message === 'string' ? message : [message.exit.kind, message.next])
    })
    const target = root.ensure(crasher, 'c', undefined)
    const watching = spawn(watcher, 'w', undefined)
    await settle()
    target.send('crash')
    await settle()
    target.send('return')
    await settle()
    expect(seen).toEqual([
      ['crash', 'restarts'],
      ['normal', 'gone'],
    ])
    await watching.stop(0)
    await root.stop()
  })

  test('a dead ref is heard at once', async () => {
    const dead = spawn(crasher, 'c', undefined)
    await dead.stop(0)
    const seen: Exit[] = []
    const watcher = actor<Exit>('watcher', box, async (self) => {
      self.watch(dead.ref, (exit) => exit)
      for await (const exit of self.inbox) seen.push(exit)
    })
    const watching = spawn(watcher, 'w', undefined)
    await until(() => seen.length === 1)
    expect(seen).toEqual([{ kind: 'gone' }])
    await watching.stop(0)
  })

  test('can be cancelled, and ends with the watcher', async () => {
    const target = probe<never>()
    let heard = 0
    const watcher = actor<'exit' | 'forget'>('watcher', box, async (self) => {
      const cancel = self.watch(target.ref, () => 'exit')
      for await (const message of self.inbox) {
        if (message === 'exit') heard++
        else cancel()
      }
    })
    const first = spawn(watcher, 'w', undefined)
    const second = spawn(watcher, 'w', undefined)
    first.ref.send('forget')
    await settle()
    await second.stop(1_000)
    target.exit()
    await settle()
    expect(heard).toBe(0)
    await first.stop(0)
  })

  test('a mapping that throws crashes the watcher, not the watched', async () => {
    const target = probe<never>()
    const watcher = actor<never>('watcher', box, async (self) => {
      self.watch(target.ref, () => {
        throw new Error('bad mapping')
      })
      for await (const _ of self.inbox);
    })
    const running = spawn(watcher, 'w', undefined)
    await settle()
    target.exit()
    expect((await running.exited).kind).toBe('crash')
  })
})

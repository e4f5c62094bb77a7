import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import type { Exit, Next } from './exit'
import { spawn } from './spawn'
import { supervise } from './supervisor'
import { probe, settle, until, virtualClock } from './testkit'

const box = { capacity: 8, overflow: 'reject' } as const
const oneForOne = { strategy: 'one_for_one', intensity: { max: 5, within: 1_000 } } as const

describe('timers', () => {
  test('after fires once, every repeats, cancel ends both', async () => {
    const clock = virtualClock()
    const seen: string[] = []
    const cancels: (() => void)[] = []
    const timed = actor<string>('timed', box, async (self) => {
      cancels.push(self.after(10, 'once'), self.every(20, 'tick'), self.after(15, 'never'))
      for await (const message of self.inbox) seen.push(message)
    })
    const running = spawn(timed, 't', undefined, { clock })
    await settle()
    cancels[2]?.()
    await clock.advance(60)
    expect(seen).toEqual(['once', 'tick', 'tick', 'tick'])
    cancels[1]?.()
    await clock.advance(100)
    expect(seen.length).toBe(4)
    expect(clock.pending).toBe(0)
    await running.stop(0)
  })

  test('ticks do not pile up behind an actor that is busy', async () => {
    const clock = virtualClock()
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    let ticks = 0
    const busy = actor<'tick'>('busy', box, async (self) => {
      self.every(10, 'tick')
      for await (const _ of self.inbox) {
        ticks++
        await gate
      }
    })
    const running = spawn(busy, 'b', undefined, { clock })
    await clock.advance(1_000)
    open()
    await settle()
    expect(ticks).toBe(2)
    await running.stop(0)
  })

  test('timers and outcomes die with their incarnation; what others sent does not', async () => {
    const clock = virtualClock()
    const root = supervise({ ...oneForOne, clock })
    const seen: string[] = []
    let life = 0
    let finish = (): void => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const mortal = actor<string>('mortal', box, async (self) => {
      const mine = `${++life}`
      if (life === 1) {
        self.after(50, 'timer of 1')
        self.go(
          () => gate,
          () => 'outcome of 1',
        )
        self.go(
          () => Promise.resolve(),
          () => 'early outcome of 1',
        )
        await gate // so that the outcome and the crash are both unread
      }
      for await (const message of self.inbox) {
        if (message === 'crash') throw new Error('crash')
        seen.push(`${mine} ${message}`)
      }
    })
    const ref = root.ensure(mortal, 'm', undefined)
    ref.send('crash')
    ref.send('from another')
    await settle()
    finish()
    await clock.advance(100)
    expect(seen).toEqual(['2 from another'])
    await root.stop()
  })

  test('a full mailbox still takes signals, and sheds none of them', async () => {
    const clock = virtualClock()
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const seen: string[] = []
    const target = probe<never>('target', clock)
    const tight = actor<string>('tight', { capacity: 2, overflow: 'drop-oldest' }, async (self) => {
      self.watch(target.ref, () => 'exit')
      self.after(5, 'timer')
      self.go(
        () => Promise.resolve(),
        () => 'outcome',
      )
      await gate
      for await (const message of self.inbox) seen.push(message)
    })
    const running = spawn(tight, 't', undefined, { clock })
    await settle()
    target.exit()
    await clock.advance(5)
    expect(['a', 'b', 'c', 'd'].map((message) => running.ref.send(message))).toEqual(['ok', 'ok', 'dropped', 'dropped'])
    open()
    await settle()
    expect(seen).toEqual(['outcome', 'exit', 'timer', 'c', 'd'])
    await running.stop(0)
  })
})

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

describe('go', () => {
  test('reports success, failure, and a task that throws before its first await', async () => {
    const seen: unknown[] = []
    const worker = actor<unknown>('worker', box, async (self) => {
      const report = (outcome: unknown): unknown => outcome
      self.go(async () => 1, report)
      self.go(() => Promise.reject(new Error('later')), report)
      self.go((): Promise<never> => {
        throw new Error('at once')
      }, report)
      for await (const outcome of self.inbox) seen.push(outcome)
    })
    const running = spawn(worker, 'w', undefined)
    await until(() => seen.length === 3)
    expect(seen).toContainEqual({ ok: true, value: 1 })
    expect(seen).toContainEqual({ ok: false, error: new Error('later') })
    expect(seen).toContainEqual({ ok: false, error: new Error('at once') })
    await running.stop(0)
  })

  test('the signal aborts when the incarnation ends, even if it was made after that', async () => {
    let signal: AbortSignal | undefined
    const worker = actor<'end'>('worker', box, async (self) => {
      self.go(
        (given) => {
          signal = given
          return new Promise(() => {})
        },
        () => 'end',
      )
      for await (const _ of self.inbox) return
    })
    const running = spawn(worker, 'w', undefined)
    await settle()
    expect(signal?.aborted).toBe(false)
    running.ref.send('end')
    expect(await running.exited).toEqual({ kind: 'normal' })
    expect(signal?.aborted).toBe(true)
  })
})

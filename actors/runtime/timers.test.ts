import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import type { Clock } from './clock'
import type { ExitListener } from './exit'
import { spawn } from './spawn'
import { supervise } from './supervisor'
import { probe, settle, virtualClock } from './testkit'

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

  test('what has fired, ended or gone is forgotten at once', async () => {
    const virtual = virtualClock()
    let cancelled = 0
    const clock: Clock = {
      now: () => virtual.now(),
      after: (ms, run) => {
        const cancel = virtual.after(ms, run)
        return () => {
          cancelled++
          cancel()
        }
      },
    }
    const target = probe<never>()
    let unwatched = 0
    const watchable = {
      onExit: (listener: ExitListener) => {
        const cancel = target.ref.onExit(listener)
        return () => {
          unwatched++
          cancel()
        }
      },
    }
    const busy = actor<'again' | 'gone'>('busy', box, async (self) => {
      for (let i = 0; i < 10; i++) self.watch(watchable, () => 'gone')
      self.after(1, 'again')
      for await (const message of self.inbox) if (message === 'again') self.after(1, 'again')
    })
    const running = spawn(busy, 'b', undefined, { clock })
    await virtual.advance(50)
    target.exit()
    await settle()
    await running.stop(0)
    // The one timer that was still to fire.
    expect([cancelled, unwatched]).toEqual([1, 0])
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

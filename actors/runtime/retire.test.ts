import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import { supervise } from './supervisor'
import { recordingHook, settle, until, virtualClock } from './testkit'

const box = { capacity: 8, overflow: 'reject' } as const
const policy = { strategy: 'one_for_one', intensity: { max: 5, within: 1_000 } } as const

describe('an idle child', () => {
  function setUp() {
    const clock = virtualClock()
    const recorded = recordingHook()
    const root = supervise({ ...policy, clock, hook: recorded.hook })
    const seen: string[] = []
    let lives = 0
    let beforeRetiring = (): void => {}
    let cleanup: Promise<void> = Promise.resolve()
    const idler = actor<string>('idler', box, async (self) => {
      const life = ++lives
      seen.push(`${life} begins`)
      self.after(100, 'idle?')
      for await (const message of self.inbox) {
        if (message !== 'idle?') {
          seen.push(`${life} ${message}`)
          continue
        }
        beforeRetiring()
        if (!self.retire()) {
          self.after(100, 'idle?')
          continue
        }
        await cleanup
        seen.push(`${life} returns`)
        return
      }
    })
    const ensure = () => root.ensure(idler, 'i', undefined)
    return {
      clock,
      root,
      seen,
      ensure,
      recorded,
      before: (run: () => void) => {
        beforeRetiring = run
      },
      holdCleanup: () => {
        let go = (): void => {}
        cleanup = new Promise((resolve) => {
          go = resolve
        })
        return () => go()
      },
    }
  }

  test('is forgotten after it returned; the next ensure begins a fresh one', async () => {
    const { clock, root, seen, ensure } = setUp()
    const first = ensure()
    expect(ensure()).toBe(first)
    await clock.advance(100)
    expect(root.snapshot().children).toEqual([])
    expect(first.send('late')).toBe('dead')
    const second = ensure()
    expect(second).not.toBe(first)
    expect(second.send('hello')).toBe('ok')
    await settle()
    expect(seen).toEqual(['1 begins', '1 returns', '2 begins', '2 hello'])
    await root.stop()
  })

  test('does not retire when something came in the same turn', async () => {
    const { clock, root, seen, ensure, before, recorded } = setUp()
    const ref = ensure()
    before(() => expect(ref.send('just now')).toBe('ok'))
    await clock.advance(100)
    expect(seen).toEqual(['1 begins', '1 just now'])
    before(() => {})
    await clock.advance(100)
    expect(seen.at(-1)).toBe('1 returns')
    expect(recorded.letters).toEqual([])
    await root.stop()
  })

  test('its successor begins only after it has returned, and has the messages sent meanwhile', async () => {
    const { clock, root, seen, ensure, holdCleanup } = setUp()
    const release = holdCleanup()
    const old = ensure()
    await clock.advance(100)
    expect(old.send('too late')).toBe('dead')
    const fresh = ensure()
    expect(ensure()).toBe(fresh)
    expect(fresh.send('for the next')).toBe('ok')
    await settle()
    expect(seen).toEqual(['1 begins'])
    release()
    await until(() => seen.includes('2 for the next'))
    expect(seen).toEqual(['1 begins', '1 returns', '2 begins', '2 for the next'])
    await root.stop()
  })

  test('a stop while the successor still waits ends both', async () => {
    const { clock, root, seen, ensure, holdCleanup, recorded } = setUp()
    const release = holdCleanup()
    ensure()
    await clock.advance(100)
    const fresh = ensure()
    fresh.send('unread')
    let ended = false
    const stopped = root.stop(1_000).then(() => {
      ended = true
    })
    await settle()
    expect(ended).toBe(false)
    release()
    await stopped
    expect(seen).toEqual(['1 begins', '1 returns'])
    expect(fresh.send('x')).toBe('dead')
    expect(recorded.letters.map((letter) => [letter.reason, letter.message])).toEqual([
      ['stopped', 'unread'],
      ['dead', 'x'],
    ])
  })

  test('stays forgotten whatever its restart kind, even if it crashes on its way out', async () => {
    const root = supervise(policy)
    let lives = 0
    const sorry = actor<string>('sorry', box, async (self) => {
      lives++
      if (self.retire()) throw new Error('too late')
    })
    const ref = root.ensure(sorry, 's', undefined, { restart: 'permanent' })
    await settle()
    expect([lives, ref.send('x')]).toEqual([1, 'dead'])
    await root.stop()
  })

  test('is not idle while a task is out', async () => {
    const root = supervise(policy)
    const answers: boolean[] = []
    const busy = actor<'done' | 'try'>('busy', box, async (self) => {
      self.go(
        () => settle(),
        () => 'done',
      )
      answers.push(self.retire())
      for await (const message of self.inbox) if (message === 'done') answers.push(self.retire())
    })
    root.ensure(busy, 'b', undefined)
    await until(() => answers.length === 2)
    expect(answers).toEqual([false, true])
    await root.stop(0)
  })

  test('that merely returns leaves what is unread as dead letters, and its asker is told', async () => {
    const { hook, letters } = recordingHook()
    const root = supervise({ ...policy, hook })
    const careless = actor<string>('careless', box, async (self) => {
      for await (const _ of self.inbox) return
    })
    const ref = root.ensure(careless, 'c', undefined)
    ref.send('first')
    ref.send('second')
    await settle()
    expect(letters).toEqual([{ reason: 'stopped', name: 'c', message: 'second' }])
    await root.stop()
  })
})

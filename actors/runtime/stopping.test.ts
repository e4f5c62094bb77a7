import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import { spawn } from './spawn'
import { recordingHook, settle, until, virtualClock } from './testkit'

const box = { capacity: 8, overflow: 'reject' } as const

describe('stop', () => {
  test('refuses what is new, reads what is there, then lets the function finish', async () => {
    const seen: (number | string)[] = []
    const reader = actor<number>('reader', box, async (self) => {
      for await (const n of self.inbox) seen.push(n)
      seen.push(self.signal.aborted ? 'aborted' : 'cleanup')
    })
    const running = spawn(reader, 'r', undefined)
    for (const n of [1, 2, 3]) running.ref.send(n)
    const exit = running.stop(1_000)
    expect(running.ref.send(4)).toBe('dead')
    expect(await exit).toEqual({ kind: 'shutdown' })
    expect(seen).toEqual([1, 2, 3, 'cleanup'])
  })

  test('waits for the outcome of tasks that are out', async () => {
    const seen: string[] = []
    let finish = (): void => {}
    const gate = new Promise<void>((resolve) => {
      finish = resolve
    })
    const writer = actor<string>('writer', box, async (self) => {
      for await (const message of self.inbox) {
        seen.push(message)
        if (message === 'flush')
          self.go(
            () => gate,
            () => 'stored',
          )
      }
    })
    const running = spawn(writer, 'w', undefined)
    running.ref.send('flush')
    await settle()
    const exit = running.stop(60_000)
    await settle()
    expect(seen).toEqual(['flush'])
    finish()
    expect(await exit).toEqual({ kind: 'shutdown' })
    expect(seen).toEqual(['flush', 'stored'])
  })

  test('a stuck actor is killed after its time: signal aborted, unread messages are dead letters', async () => {
    const clock = virtualClock()
    const { hook, letters } = recordingHook()
    let signal: AbortSignal | undefined
    const stuck = actor<number>('stuck', box, async (self) => {
      signal = self.signal
      for await (const _ of self.inbox) await new Promise(() => {})
    })
    const running = spawn(stuck, 's', undefined, { clock, hook })
    for (const n of [1, 2, 3]) running.ref.send(n)
    await settle()
    const exit = running.stop(500)
    await clock.advance(499)
    expect(signal?.aborted).toBe(false)
    await clock.advance(1)
    expect(await exit).toEqual({ kind: 'killed' })
    expect(signal?.aborted).toBe(true)
    expect(letters.map((letter) => [letter.reason, letter.message])).toEqual([
      ['stopped', 2],
      ['stopped', 3],
    ])
    expect(clock.pending).toBe(0)
  })

  test('a killed zombie that wakes up sees the end of its inbox', async () => {
    let wake = (): void => {}
    const gate = new Promise<void>((resolve) => {
      wake = resolve
    })
    const seen: (number | string)[] = []
    const stuck = actor<number>('stuck', box, async (self) => {
      for await (const n of self.inbox) {
        seen.push(n)
        await gate
      }
      seen.push('end')
      self.after(1, 9)
      self.go(
        () => Promise.resolve(),
        () => 9,
      )
    })
    const running = spawn(stuck, 's', undefined)
    running.ref.send(1)
    running.ref.send(2)
    await settle()
    expect(await running.stop(0)).toEqual({ kind: 'killed' })
    wake()
    await until(() => seen.includes('end'))
    expect(seen).toEqual([1, 'end'])
  })

  test('a parked actor that is killed still gets to finish its function', async () => {
    let finished = false
    const idle = actor<number>('idle', box, async (self) => {
      for await (const _ of self.inbox);
      finished = true
    })
    const running = spawn(idle, 'i', undefined)
    await settle()
    expect(await running.stop(0)).toEqual({ kind: 'killed' })
    await settle()
    expect(finished).toBe(true)
  })

  test('a crash after the loop has no poison', async () => {
    const { hook, letters } = recordingHook()
    const careless = actor<number>('careless', box, async (self) => {
      for await (const _ of self.inbox);
      throw new Error('cleanup failed')
    })
    const running = spawn(careless, 'c', undefined, { hook })
    running.ref.send(1)
    expect(await running.stop(1_000)).toEqual({ kind: 'crash', error: new Error('cleanup failed'), message: undefined })
    expect(letters).toEqual([])
  })

  test('twice is once: both hear the same exit', async () => {
    const idle = actor<number>('idle', box, async (self) => {
      for await (const _ of self.inbox);
    })
    const running = spawn(idle, 'i', undefined)
    const [first, second] = await Promise.all([running.stop(1_000), running.stop(1_000)])
    expect([first, second, await running.stop(1_000)]).toEqual([{ kind: 'shutdown' }, { kind: 'shutdown' }, { kind: 'shutdown' }])
  })

  test('before the first turn: the actor still runs and reads what it was sent', async () => {
    const seen: number[] = []
    const reader = actor<number>('reader', box, async (self) => {
      for await (const n of self.inbox) seen.push(n)
    })
    const running = spawn(reader, 'r', undefined)
    running.ref.send(1)
    expect(await running.stop(1_000)).toEqual({ kind: 'shutdown' })
    expect(seen).toEqual([1])
  })

  test('a crash while draining is a crash', async () => {
    const bad = actor<number>('bad', box, async (self) => {
      for await (const n of self.inbox) throw new Error(`no ${n}`)
    })
    const running = spawn(bad, 'b', undefined)
    running.ref.send(1)
    expect((await running.stop(1_000)).kind).toBe('crash')
  })
})

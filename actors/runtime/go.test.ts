import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import { spawn } from './spawn'
import { recordingHook, settle, until } from './testkit'

const box = { capacity: 8, overflow: 'reject' } as const

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

  test('the signal aborts when the incarnation ends', async () => {
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

  test('a signal asked for after the end is aborted', async () => {
    let keep: { readonly signal: AbortSignal } | undefined
    const brief = actor<never>('brief', box, async (self) => {
      keep = self
    })
    await spawn(brief, 'b', undefined).exited
    expect(keep?.signal.aborted).toBe(true)
  })

  test('a crash over its own signal names it in the exit but loses no message of others', async () => {
    const { hook, letters } = recordingHook()
    const fragile = actor<string>('fragile', box, async (self) => {
      self.go(
        () => Promise.resolve(),
        () => 'outcome',
      )
      for await (const message of self.inbox) throw new Error(message)
    })
    const running = spawn(fragile, 'f', undefined, { hook })
    expect(await running.exited).toEqual({ kind: 'crash', error: new Error('outcome'), message: 'outcome' })
    expect(letters).toEqual([])
  })
})

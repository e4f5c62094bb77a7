import { describe, expect, test } from 'bun:test'
import { ask, type Reply } from './ask'
import { probe, until, virtualClock } from './testkit'

describe('virtual clock', () => {
  test('runs what falls due in order of time, and what that starts', async () => {
    const clock = virtualClock()
    const seen: [number, string][] = []
    const note = (what: string) => () => void seen.push([clock.now(), what])
    clock.after(20, note('b'))
    clock.after(10, () => {
      note('a')()
      clock.after(5, note('a2'))
    })
    clock.after(20, note('c'))
    clock.after(31, note('later'))
    const cancel = clock.after(1, note('never'))
    cancel()
    await clock.advance(30)
    expect(seen).toEqual([
      [10, 'a'],
      [15, 'a2'],
      [20, 'b'],
      [20, 'c'],
    ])
    expect([clock.now(), clock.pending]).toEqual([30, 1])
  })
})

describe('probe', () => {
  test('hands out what it was sent, before and after it is asked', async () => {
    const target = probe<string>()
    target.ref.send('a')
    const second = target.next()
    expect(await second).toBe('a')
    const third = target.next()
    target.ref.send('b')
    expect(await third).toBe('b')
    expect(target.got).toEqual(['a', 'b'])
  })

  test('can refuse, die, and fail those who ask', async () => {
    const target = probe<Reply<number>>()
    const heard: string[] = []
    target.ref.onExit((exit, next) => void heard.push(`${exit.kind} ${next}`))
    target.answer('full')
    expect(ask<Reply<number>, number>(target.ref, 10, (reply) => reply)).rejects.toThrow('full')
    target.answer('ok')
    const asked = ask<Reply<number>, number>(target.ref, 10, (reply) => reply)
    target.exit()
    expect(asked).rejects.toThrow('exited: normal')
    await until(() => heard.length === 1)
    target.ref.onExit((exit, next) => void heard.push(`${exit.kind} ${next}`))
    expect(heard).toEqual(['normal gone', 'gone gone'])
    expect(target.ref.send({} as Reply<number>)).toBe('dead')
  })
})

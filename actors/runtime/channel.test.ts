import { describe, expect, test } from 'bun:test'
import { Channel } from './channel'
import { Group } from './group'
import { select } from './select'
import { settle } from './testkit'

describe('channel', () => {
  test('send waits for room, order holds, close ends the loop', async () => {
    const channel = new Channel<number>(2)
    const group = new Group()
    const got: number[] = []
    let most = 0
    group.go(async () => {
      for (let n = 0; n < 100; n++) await channel.send(n)
      channel.close()
    })
    group.go(async () => {
      for await (const n of channel) {
        got.push(n)
        most = Math.max(most, channel.size)
      }
    })
    await group.wait()
    expect(got).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect(most).toBeLessThanOrEqual(2)
  })

  test('many senders and many receivers: nothing is lost, doubled or stuck', async () => {
    const channel = new Channel<number>(3)
    const group = new Group()
    const got: number[] = []
    const senders = Array.from({ length: 10 }, (_, at) => async () => {
      for (let n = 0; n < 50; n++) await channel.send(at * 50 + n)
    })
    for (const sender of senders) group.go(sender)
    const readers = new Group()
    for (let i = 0; i < 7; i++)
      readers.go(async () => {
        for await (const n of channel) got.push(n)
      })
    await group.wait()
    channel.close()
    await readers.wait()
    expect(got.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, n) => n))
  })

  test('a waiting sender and a waiting receiver give up on abort and on close', async () => {
    const channel = new Channel<number>(1)
    await channel.send(1)
    const abort = new AbortController()
    const aborted = channel.send(2, abort.signal)
    const closed = channel.send(3)
    abort.abort()
    expect(await aborted).toBe(false)
    channel.close()
    expect(await closed).toBe(false)
    expect(await channel.receive()).toEqual({ state: 'value', value: 1 })
    expect(await channel.receive()).toEqual({ state: 'closed' })
    expect(await new Channel<number>(1).receive(abort.signal)).toEqual({ state: 'closed' })
  })

  test('one woken and aborted in the same turn takes its value: the wake-up was for nobody else', async () => {
    const channel = new Channel<number>(1)
    const abort = new AbortController()
    const first = channel.receive(abort.signal)
    const second = channel.receive()
    await settle()
    channel.trySend(1)
    abort.abort()
    expect(await first).toEqual({ state: 'value', value: 1 })
    channel.trySend(2)
    expect(await second).toEqual({ state: 'value', value: 2 })
  })
})

describe('select', () => {
  test('takes the ready case, by name', async () => {
    const jobs = new Channel<string>(1)
    const ticks = new Channel<number>(1)
    const chosen = select({ jobs, ticks })
    await settle()
    ticks.trySend(7)
    expect(await chosen).toEqual({ from: 'ticks', closed: false, value: 7 })
  })

  test('of several ready ones a random one', async () => {
    const a = new Channel<string>(1)
    const b = new Channel<string>(1)
    a.trySend('a')
    b.trySend('b')
    expect((await select({ a, b }, undefined, () => 0.9))?.from).toBe('b')
    expect((await select({ a, b }, undefined, () => 0.9))?.from).toBe('a')
  })

  test('a closed channel is a case, an abort is none', async () => {
    const a = new Channel<string>(1)
    const abort = new AbortController()
    const waiting = select({ a }, abort.signal)
    abort.abort()
    expect(await waiting).toBeUndefined()
    a.close()
    expect(await select({ a })).toEqual({ from: 'a', closed: true })
  })

  test('one that was woken for a case and chose another passes the wake-up on', async () => {
    const a = new Channel<string>(1)
    const b = new Channel<string>(1)
    const chosen = select({ a, b }, undefined, () => 0.9)
    const other = a.receive()
    await settle()
    a.trySend('a')
    b.trySend('b')
    expect((await chosen)?.from).toBe('b')
    expect(await other).toEqual({ state: 'value', value: 'a' })
  })
})

describe('group', () => {
  test('the first failure aborts the rest and is the one reported, after all have returned', async () => {
    const group = new Group()
    let ended = false
    group.go(async (signal) => {
      await new Promise<void>((resolve) => void signal.addEventListener('abort', () => resolve()))
      await settle()
      ended = true
      throw new Error('second')
    })
    group.go(() => Promise.reject(new Error('first')))
    expect(await group.wait().catch((error: unknown) => error)).toEqual(new Error('first'))
    expect(ended).toBe(true)
  })

  test('ends with its parent', async () => {
    const parent = new AbortController()
    const group = new Group(parent.signal)
    let aborted = false
    group.go(async (signal) => {
      await new Promise<void>((resolve) => void signal.addEventListener('abort', () => resolve()))
      aborted = true
    })
    parent.abort()
    await group.wait()
    expect(aborted).toBe(true)
  })

  test('waits for tasks that tasks have started', async () => {
    const group = new Group()
    let deep = false
    group.go(async () => {
      await settle()
      group.go(async () => {
        await settle()
        deep = true
      })
    })
    await group.wait()
    expect(deep).toBe(true)
  })
})

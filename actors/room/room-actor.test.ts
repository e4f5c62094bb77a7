import { afterEach, describe, expect, test } from 'bun:test'
import { until } from '#actors/runtime/testkit'
import { house, roomId, tearDown } from './house'
import { fakeConnection } from './testkit'

afterEach(tearDown)

describe('a room', () => {
  test('acks after the commit, publishes once and in order, in batches', async () => {
    const { log, clock, post, seqs } = house()
    let open = () => {}
    log.gate = new Promise((resolve) => (open = resolve))
    const first = post('1')
    await until(() => log.batches.length === 1)
    const rest = [post('2'), post('3'), post('4')]
    open()
    await first
    // whoever has just heard might have shared the next one
    await clock.advance(3)
    expect((await Promise.all([first, ...rest])).every(({ ok }) => ok)).toBe(true)
    expect(log.batches).toEqual([1, 3])
    expect(seqs()).toEqual([1, 2, 3, 4])
  })

  test('a refused command is answered and takes no seq', async () => {
    const { post, seqs } = house()
    expect(await post('forbidden')).toMatchObject({ ok: false, code: 'forbidden' })
    await post('fine')
    expect(seqs()).toEqual([1])
  })

  test('what somebody else appended is read and published when the bus tells of it', async () => {
    const { log, bus, post, seqs } = house()
    await post('mine')
    log.add('message.new', {})
    log.add('message.new', {})
    bus.announce([{ stream: roomId, head: 3 }])
    await until(() => seqs().length === 3)
    expect(seqs()).toEqual([1, 2, 3])
  })

  test('a gap below our own commit is filled before it is published', async () => {
    const { log, post, seqs } = house()
    await post('mine')
    log.add('message.new', {})
    await post('mine again')
    await until(() => seqs().length === 3)
    expect(seqs()).toEqual([1, 2, 3])
  })

  test('a crash loses nobody: who waits is told, the next incarnation publishes what was committed, without a hole or a double', async () => {
    const { log, join, post, seqs } = house()
    await join('bob', fakeConnection())
    log.broken = true
    expect(
      await post('2').then(
        () => 'ok',
        (error: { code?: string }) => error.code,
      ),
    ).toBe('unavailable')
    log.broken = false
    log.add('message.new', {})
    await post('3')
    await until(() => seqs().length === 3)
    expect(seqs()).toEqual([1, 2, 3])
  })

  test('a room nobody needs rests, and wakes up where the log stands', async () => {
    const { log, rooms, post, clock, seqs } = house()
    await post('1')
    await clock.advance(31_000)
    expect(rooms.size).toBe(0)
    log.add('message.new', {})
    await post('3')
    expect(seqs()).toEqual([1, 3])
  })
})

import { describe, expect, test } from 'bun:test'
import { actor } from './actor'
import { settle, until } from './testkit'
import { box, scene } from './testkit-parts'

describe('stop', () => {
  test('goes in reverse order, one after the other', async () => {
    const { root, part, seen } = scene()
    for (const id of ['a', 'b', 'c']) root.start(part, id, undefined).send('work')
    await root.stop()
    expect(seen).toEqual(['+a', '+b', '+c', 'a work', 'b work', 'c work', '-c', '-b', '-a'])
    expect(await root.exited).toEqual({ kind: 'shutdown' })
    expect(root.snapshot()).toMatchObject({ state: 'stopping', children: [] })
  })

  test('children of ensure end together: one stuck among them costs its own drain time only once', async () => {
    const { root, clock } = scene()
    const stuck = actor<string>('stuck', box, async () => new Promise(() => {}))
    for (let i = 0; i < 50; i++) root.ensure(stuck, `s${i}`, undefined, { shutdown: 100 })
    let ended = false
    void root.stop().then(() => {
      ended = true
    })
    await clock.advance(99)
    expect(ended).toBe(false)
    await clock.advance(1)
    expect(ended).toBe(true)
  })

  test('never lasts longer than it is given', async () => {
    const { root, clock } = scene()
    const stuck = actor<string>('stuck', box, async () => new Promise(() => {}))
    for (let i = 0; i < 3; i++) root.start(stuck, `s${i}`, undefined, { shutdown: 100 })
    let ended = false
    void root.stop(150).then(() => {
      ended = true
    })
    await clock.advance(150)
    expect(ended).toBe(true)
  })

  test('overtakes a restart that waits for its backoff', async () => {
    const { root, part, clock, seen } = scene({ backoff: { first: 100, max: 100 } })
    const ref = root.start(part, 'a', undefined)
    ref.send('crash')
    ref.send('crash')
    await settle()
    expect(seen).toEqual(['+a', '+a'])
    await root.stop()
    await clock.advance(1_000)
    expect(seen).toEqual(['+a', '+a'])
    expect(ref.send('x')).toBe('dead')
    expect(clock.pending).toBe(0)
  })

  test('waits for children of ensure before it goes on to those declared earlier', async () => {
    const { root, part, seen } = scene()
    const slow = actor<string>('slow', box, async (self) => {
      for await (const _ of self.inbox);
      await settle()
      seen.push('-slow')
    })
    root.start(part, 'a', undefined)
    root.ensure(slow, 's', undefined)
    await settle()
    await root.stop()
    expect(seen).toEqual(['+a', '-slow', '-a'])
  })

  test('overtakes an escalation; it ends as a shutdown', async () => {
    const { root, part, clock, log } = scene()
    const stuck = actor<string>('stuck', box, async () => new Promise(() => {}))
    const dynamic = root.ensure(part, 'dynamic', undefined)
    const ref = root.start(part, 'a', undefined)
    root.start(stuck, 's', undefined, { shutdown: 100 })
    for (let i = 0; i < 3; i++) ref.send('crash')
    await until(() => root.snapshot().state === 'stopping')
    dynamic.send('crash')
    await settle()
    expect(log).toContain('exited dynamic crash gone')
    const stopped = root.stop()
    await clock.advance(100)
    expect(await stopped).toEqual({ kind: 'shutdown' })
    expect(await root.exited).toEqual({ kind: 'shutdown' })
    expect(root.snapshot()).toMatchObject({ state: 'stopping', children: [] })
  })
})

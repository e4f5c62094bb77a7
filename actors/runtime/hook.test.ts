import { expect, test } from 'bun:test'
import { actor } from './actor'
import { countingHook, together } from './hook'
import { supervise } from './supervisor'
import { settle } from './testkit'

test('counts what was started, restarted, given up and lost, by reason', async () => {
  const { hook, counts } = countingHook()
  const root = supervise({ strategy: 'one_for_one', beyond: 'abandon', intensity: { max: 1, within: 1_000 }, hook })
  const part = actor<string>('part', { capacity: 2, overflow: 'reject' }, async (self) => {
    for await (const message of self.inbox) if (message === 'crash') throw new Error('crash')
  })
  const ref = root.ensure(part, 'a', undefined)
  for (const message of ['crash', 'crash', 'one too many']) ref.send(message)
  await settle()
  ref.send('nobody')
  root.ensure(part, 'b', undefined)
  await root.stop()
  expect(counts()).toEqual({
    started: 3,
    restarts: 1,
    escalations: 0,
    abandoned: 1,
    deadLetters: { full: 1, dead: 1, stopped: 0, poison: 2 },
    exits: { normal: 0, shutdown: 1, killed: 0, crash: 2, gone: 0 },
    kinds: { part: { started: 3, restarts: 1, crashes: 2, deadLetters: { full: 1, dead: 1, stopped: 0, poison: 2 } } },
  })
})

test('two hooks together hear the same', async () => {
  const [one, other] = [countingHook(), countingHook()]
  const root = supervise({ strategy: 'one_for_one', intensity: { max: 0, within: 1_000 }, hook: together(one.hook, {}, other.hook) })
  const part = actor<string>('part', { capacity: 1, overflow: 'reject' }, async () => {
    throw new Error('crash')
  })
  root.start(part, 'a', undefined)
  await root.exited
  expect(one.counts()).toMatchObject({ started: 1, escalations: 1, exits: { crash: 1 } })
  expect(other.counts()).toEqual(one.counts())
})

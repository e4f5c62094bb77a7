import { expect, test } from 'bun:test'
import { actor } from './actor'
import { countingHook } from './hook'
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
  })
})

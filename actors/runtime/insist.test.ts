import { expect, test } from 'bun:test'
import { actor } from './actor'
import { countingHook } from './hook'
import { insist } from './insist'
import { spawn } from './spawn'
import { until, virtualClock } from './testkit'

test('what is insisted on comes through a full mailbox, which is no dead letter, and a dead one is left alone', async () => {
  const clock = virtualClock()
  const heard: number[] = []
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => (open = resolve))
  const slow = actor<number, void>('slow', { capacity: 3, overflow: 'reject' }, async (self) => {
    await gate
    for await (const message of self.inbox) heard.push(message)
  })
  const { hook, counts } = countingHook()
  const { ref, stop } = spawn(slow, 'slow', undefined, { clock, hook })
  for (let n = 1; n <= 10; n++) insist(ref, n)
  open()
  while (heard.length < 10) {
    await until(() => heard.length % 3 === 0)
    await clock.advance(20)
  }
  expect(heard.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(counts().deadLetters).toEqual({ full: 0, dead: 0, stopped: 0, poison: 0 })
  await stop(0)
  insist(ref, 11)
  await clock.advance(100)
  expect(heard).toHaveLength(10)
  expect(counts().deadLetters.dead).toBe(1)
})

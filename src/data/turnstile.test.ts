import { expect, test } from 'bun:test'
import { Turnstile } from './turnstile'

test('no more than its width are inside at once, in the order they came', async () => {
  const turnstile = new Turnstile(2)
  const leave: (() => void)[] = []
  const entered: number[] = []
  const all = [0, 1, 2, 3].map((who) =>
    turnstile.pass(async () => {
      entered.push(who)
      await new Promise<void>((resolve) => leave.push(resolve))
    }),
  )
  expect(entered).toEqual([0, 1])
  leave.shift()?.()
  await all[0]
  expect(entered).toEqual([0, 1, 2])
  leave.shift()?.()
  await all[1]
  leave.forEach((go) => go())
  await all[2]
  leave.forEach((go) => go())
  await Promise.all(all)
  expect(entered).toEqual([0, 1, 2, 3])
})

test('one that fails lets the next in', async () => {
  const turnstile = new Turnstile(1)
  const failed = turnstile.pass(() => Promise.reject(new Error('no'))).catch(() => 'failed')
  const next = turnstile.pass(() => Promise.resolve('next'))
  expect(await Promise.all([failed, next])).toEqual(['failed', 'next'])
})

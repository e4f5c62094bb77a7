import { expect, test } from 'bun:test'
import { DatabaseError } from './database'
import { gather } from './gather'

const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: Error) => error.message)

test('what is asked in one turn is one statement, and each hears its own answer', async () => {
  const loads: (readonly number[])[] = []
  const double = gather(async (items: readonly number[]) => {
    loads.push(items)
    return items.map((item) => item * 2)
  })
  expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6])
  expect(await double(4)).toBe(8)
  expect(loads).toEqual([[1, 2, 3], [4]])
})

test('one that cannot be asked fails alone', async () => {
  const ask = gather(async (items: readonly string[]) => {
    if (items.includes('bad')) throw new DatabaseError('22021', 'no such text', false)
    return items
  })
  expect(await Promise.all([outcome(ask('one')), outcome(ask('bad')), outcome(ask('two'))])).toEqual(['one', 'no such text', 'two'])
})

test('passing trouble is told to all, and nothing is asked again', async () => {
  let loads = 0
  const ask = gather(async (items: readonly string[]) => {
    loads++
    if (items.length > 0) throw new DatabaseError('connection', 'gone', true)
    return items
  })
  expect(await Promise.all([outcome(ask('one')), outcome(ask('two'))])).toEqual(['gone', 'gone'])
  expect(loads).toBe(1)
})

test('more than one statement takes are several', async () => {
  const sizes: number[] = []
  const same = gather(async (items: readonly number[]) => {
    sizes.push(items.length)
    return items
  })
  const all = Array.from({ length: 600 }, (_, nth) => nth)
  expect(await Promise.all(all.map(same))).toEqual(all)
  expect(sizes).toEqual([256, 256, 88])
})

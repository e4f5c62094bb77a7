import { expect, test } from 'bun:test'
import { isUuid, uuid } from './ids'

test('ids ascend in the order they were made', () => {
  const ids = Array.from({ length: 1_000 }, uuid)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(1_000)
})

test('a new id is a UUID of version 7', () => {
  expect(isUuid(uuid())).toBe(true)
  expect(uuid()[14]).toBe('7')
})

test.each(['', 'general', '0193A7C0-0000-7000-8000-000000000000', '0193a7c0000070008000000000000000'])('%p is not an id', (text) => {
  expect(isUuid(text)).toBe(false)
})

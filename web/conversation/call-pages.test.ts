import { expect, test } from 'bun:test'
import type { CallRecord } from '#protocol/http/calls'
import { lacksOlder, noCalls, withNewest, withOlder } from './call-pages'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()
const call = (minute: number): CallRecord => ({
  id: `${minute}`,
  roomId: 'r',
  startedBy: null,
  startedAt: at(minute),
  endedAt: at(minute + 1),
  durationMs: 60_000,
  participants: [],
})
const ids = ({ items }: { items: readonly CallRecord[] }) => items.map(({ id }) => id)

test('a call that ended since is put before those that were read', () => {
  const known = withOlder(withNewest(noCalls, { items: [call(30), call(20)], next: 'a' }), { items: [call(10)], next: 'b' })
  const now = withNewest(known, { items: [call(40), call(30)], next: 'c' })
  expect([ids(now), now.next]).toEqual([['40', '30', '20', '10'], 'b'])
})

test('where there would be a hole it begins anew', () => {
  const now = withNewest({ items: [call(10)], next: null }, { items: [call(40), call(30)], next: 'c' })
  expect([ids(now), now.next]).toEqual([['40', '30'], 'c'])
})

test('none is there twice', () => {
  expect(ids(withOlder({ items: [call(30), call(20)], next: 'a' }, { items: [call(20), call(10)], next: null }))).toEqual([
    '30',
    '20',
    '10',
  ])
})

test('older ones are wanted as far as messages are read, and to the beginning with them', () => {
  const pages = { items: [call(30), call(20)], next: 'a' }
  expect(lacksOlder(pages, at(25))).toBe(false)
  expect(lacksOlder(pages, at(15))).toBe(true)
  expect(lacksOlder(pages, '')).toBe(true)
  expect(lacksOlder({ ...pages, next: null }, '')).toBe(false)
  expect(lacksOlder(noCalls, '')).toBe(false)
})

import { expect, test } from 'bun:test'
import { byteRange } from './byte-range'

test.each([
  [null, null],
  ['bytes=0-', { start: 0, end: 10 }],
  ['bytes=2-4', { start: 2, end: 5 }],
  ['bytes=2-400', { start: 2, end: 10 }],
  ['bytes=9-9', { start: 9, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-30', { start: 0, end: 10 }],
  ['bytes=10-', 'none'],
  ['bytes=10-12', 'none'],
  ['bytes=-0', 'none'],
  ['bytes=4-2', null],
  ['bytes=-', null],
  ['bytes=0-1,3-4', null],
  ['items=0-1', null],
  ['bytes=0x1-2', null],
] as const)('%p of ten bytes', (header, wanted) => {
  expect(byteRange(header, 10)).toEqual(wanted)
})

test('of nothing there is no part', () => {
  expect(byteRange('bytes=0-', 0)).toBe('none')
})

import { expect, test } from 'bun:test'
import { sizeOf } from './sizes'

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1_500, '1.5 kB'],
  [12_345, '12 kB'],
  [3_400_000, '3.4 MB'],
  [5e12, '5,000 GB'],
])('%p bytes', (bytes, text) => {
  expect(sizeOf(bytes, 'en')).toBe(text)
})

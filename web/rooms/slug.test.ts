import { expect, test } from 'bun:test'
import { slugOf } from './slug'

test.each([
  ['Tea & Talk', 'tea-talk'],
  ['Щёлково, вечер', 'schelkovo-vecher'],
  ['Café  Ünder', 'cafe-under'],
  ['йод', 'yod'],
  ['--', ''],
  ['茶', ''],
])('%s becomes %s', (name, slug) => expect(slugOf(name)).toBe(slug))

test('a long name keeps to the limit and does not end in a hyphen', () => {
  const slug = slugOf(`${'a'.repeat(62)} b`)
  expect(slug).toBe('a'.repeat(62))
})

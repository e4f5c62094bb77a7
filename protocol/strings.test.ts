import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { findUnstorable, mayBeUnstorable } from './strings'

describe('findUnstorable', () => {
  test('names the place of U+0000 and of lone surrogates, in values and keys', () => {
    expect(findUnstorable({ a: ['x', { 'b/c': 'y\u0000' }] })).toEqual({ path: '/a/1/b~1c', message: 'contains U+0000' })
    expect(findUnstorable('\udc00')).toEqual({ path: '', message: 'contains a lone surrogate' })
    expect(findUnstorable({ '\ud800': 1 })?.message).toBe('the key contains a lone surrogate')
  })

  test('its own words can be stored', () => {
    expect(findUnstorable(findUnstorable({ '\ud800\u0000': 1 }))).toBeNull()
  })

  test('lets everything else pass', () => {
    expect(findUnstorable({ a: [1, null, true, 'п👋\n', { b: {} }] })).toBeNull()
  })

  test('refuses what is nested too deep', () => {
    const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
    expect(findUnstorable(nested(64))).toBeNull()
    expect(findUnstorable(nested(65))?.message).toContain('nested')
    expect(findUnstorable(nested(30_000))?.message).toContain('nested')
  })
})

test('no text with a fault is cleared without a walk', () => {
  const seed = Date.now() % 2 ** 31
  const anything = fc.anything({
    values: [fc.string({ unit: fc.integer({ min: 0, max: 0xff_ff }).map((unit) => String.fromCharCode(unit)) })],
    maxDepth: 4,
  })
  const property = fc.property(fc.oneof(anything, fc.jsonValue()), (value) => {
    const text = JSON.stringify(value)
    if (text !== undefined && findUnstorable(JSON.parse(text)) !== null) expect(mayBeUnstorable(text)).toBe(true)
  })
  try {
    fc.assert(property, { seed, numRuns: 300 })
  } catch (error) {
    console.error(`seed ${seed}`)
    throw error
  }
})

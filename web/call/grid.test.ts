import { expect, test } from 'bun:test'
import { gridOf } from './grid'

test('two people in a wide area stand side by side', () => {
  expect(gridOf(2, { width: 1_000, height: 300 }, 8).columns).toBe(2)
})

test('two people in a tall area stand one over the other', () => {
  expect(gridOf(2, { width: 360, height: 500 }, 8).columns).toBe(1)
})

test('two people on a phone are squares side by side rather than two thin strips', () => {
  expect(gridOf(2, { width: 374, height: 258 }, 8)).toEqual({ columns: 2, width: 183, height: 183 })
})

test('no tile is wider than a camera sees or taller than wide', () => {
  for (const [count, width, height] of [
    [1, 1_000, 300],
    [1, 300, 1_000],
    [5, 850, 340],
    [7, 374, 600],
  ] as const) {
    const tile = gridOf(count, { width, height }, 8)
    expect(tile.width / tile.height).toBeLessThanOrEqual(16 / 9 + 0.01)
    expect(tile.height).toBeLessThanOrEqual(tile.width)
  }
})

test('all tiles fit', () => {
  for (let count = 1; count <= 12; count += 1) {
    const area = { width: 900, height: 420 }
    const { columns, width, height } = gridOf(count, area, 8)
    const rows = Math.ceil(count / columns)
    expect(columns * width + (columns - 1) * 8).toBeLessThanOrEqual(area.width)
    expect(rows * height + (rows - 1) * 8).toBeLessThanOrEqual(area.height)
    expect(width).toBeGreaterThan(100)
  }
})

test('no room means no size, not a negative one', () => {
  expect(gridOf(3, { width: 0, height: 0 }, 8)).toEqual({ columns: 1, width: 0, height: 0 })
})

import { describe, expect, test } from 'bun:test'
import { canvasFor, grid, placements } from './layout'
import type { Track } from './timeline'

const canvas = { width: 1_280, height: 720 }

const track = (number: number, from: number, to: number, more: Partial<Track> = {}): Track => ({
  number,
  file: `${number}.mkv`,
  participantId: `p${number}`,
  userId: null,
  name: '',
  source: 'camera',
  kind: 'video',
  codec: 'video/VP8',
  from,
  to,
  shown: [{ from, to }],
  ...more,
})

describe('a grid', () => {
  test.each([1, 2, 3, 4, 5, 9, 16])('of %p stays on the canvas, does not overlap, and has even numbers', (count) => {
    const rects = grid(count, canvas)
    expect(rects).toHaveLength(count)
    for (const [nth, a] of rects.entries()) {
      expect([a.x % 2, a.y % 2, a.width % 2, a.height % 2]).toEqual([0, 0, 0, 0])
      expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= canvas.width && a.y + a.height <= canvas.height).toBe(true)
      for (const b of rects.slice(nth + 1))
        expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true)
    }
  })

  test('of three has the last one in the middle', () => {
    expect(grid(3, canvas)[2]).toEqual({ x: 320, y: 360, width: 640, height: 360 })
  })
})

describe('placements', () => {
  test('one alone has the whole picture, two share it while both are there', () => {
    const placed = placements([track(1, 0, 10_000), track(2, 4_000, 6_000)], canvas, 10_000)
    expect(placed).toEqual([
      {
        track: 1,
        rect: { x: 0, y: 0, ...canvas },
        spans: [
          { from: 0, to: 4_000 },
          { from: 6_000, to: 10_000 },
        ],
      },
      { track: 1, rect: { x: 0, y: 180, width: 640, height: 360 }, spans: [{ from: 4_000, to: 6_000 }] },
      { track: 2, rect: { x: 640, y: 180, width: 640, height: 360 }, spans: [{ from: 4_000, to: 6_000 }] },
    ])
  })

  test('who pauses makes room', () => {
    const paused = track(2, 0, 9_000, {
      shown: [
        { from: 0, to: 3_000 },
        { from: 6_000, to: 9_000 },
      ],
    })
    const alone = placements([track(1, 0, 9_000), paused], canvas, 9_000).filter(({ rect }) => rect.width === canvas.width)
    expect(alone).toEqual([{ track: 1, rect: { x: 0, y: 0, ...canvas }, spans: [{ from: 3_000, to: 6_000 }] }])
  })

  test('a shared screen is large, cameras are beside it', () => {
    const tracks = [track(1, 0, 5_000), track(2, 0, 5_000, { source: 'screen' })]
    const large = canvasFor(tracks)
    expect(large).toEqual({ width: 1_920, height: 1_080 })
    const [screen, camera] = placements(tracks, large, 5_000)
    expect(screen).toMatchObject({ track: 2, rect: { x: 0, width: 1_536, height: 864 } })
    expect(camera).toMatchObject({ track: 1, rect: { x: 1_536, width: 384 } })
  })

  test('changes that follow at once are one', () => {
    const placed = placements([track(1, 0, 5_000), track(2, 100, 5_000)], canvas, 5_000)
    expect(placed.flatMap(({ spans }) => spans.map(({ from }) => from))).toEqual([0, 0])
  })
})

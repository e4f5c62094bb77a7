import type { Track } from './timeline'

export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
export type Canvas = { readonly width: number; readonly height: number }

/** Where one track is on the canvas, and when (ms). A track that moves has several. */
export type Placement = {
  readonly track: number
  readonly rect: Rect
  readonly spans: readonly { readonly from: number; readonly to: number }[]
}

/** More pictures than this at once are not shown. */
const TILES_MAX = 16
/** Beside a shared screen. */
const STRIP_MAX = 5
/** A change sooner than this after the last one is not worth a new picture. */
const SHORTEST_MS = 200

const even = (number: number): number => Math.floor(number / 2) * 2

/** Larger where a screen was shared: text must stay readable. */
export const canvasFor = (tracks: readonly Track[]): Canvas =>
  tracks.some(({ source }) => source === 'screen') ? { width: 1_920, height: 1_080 } : { width: 1_280, height: 720 }

/** Equal tiles of the canvas' own shape, centred, the last row too. */
export function grid(count: number, { width, height }: Canvas): Rect[] {
  const columns = Math.ceil(Math.sqrt(count))
  const rows = Math.ceil(count / columns)
  const tile = { width: even(width / columns), height: even(height / columns) }
  const top = (height - tile.height * rows) / 2
  return Array.from({ length: count }, (_, nth) => {
    const row = Math.floor(nth / columns)
    const inRow = row === rows - 1 ? count - row * columns : columns
    const left = (width - tile.width * inRow) / 2
    return { x: even(left + (nth % columns) * tile.width), y: even(top + row * tile.height), ...tile }
  })
}

/** Screens large, cameras in a strip at the right. */
function beside(screens: number, cameras: number, canvas: Canvas): Rect[] {
  if (cameras === 0) return grid(screens, canvas)
  const strip = { width: even(canvas.width / STRIP_MAX), height: even(canvas.height / STRIP_MAX) }
  const stage = { width: canvas.width - strip.width, height: even(((canvas.width - strip.width) * canvas.height) / canvas.width) }
  const top = even((canvas.height - stage.height) / 2)
  const large = grid(screens, stage).map((rect) => ({ ...rect, y: rect.y + top }))
  const first = even((canvas.height - strip.height * cameras) / 2)
  return [...large, ...Array.from({ length: cameras }, (_, nth) => ({ x: stage.width, y: first + nth * strip.height, ...strip }))]
}

/** Who is where, when: the picture is laid out anew whenever somebody's comes or goes. */
export function placements(tracks: readonly Track[], canvas: Canvas, durationMs: number): Placement[] {
  const videos = tracks.filter(({ kind }) => kind === 'video')
  const placed = new Map<string, { track: number; rect: Rect; spans: { from: number; to: number }[] }>()
  const times = turns(videos, durationMs)
  times.forEach((from, nth) => {
    const to = times[nth + 1] ?? durationMs
    const middle = (from + to) / 2
    const seen = videos.filter(({ shown }) => shown.some((span) => span.from <= middle && middle < span.to))
    const screens = seen.filter(({ source }) => source === 'screen').slice(0, 4)
    const cameras = seen.filter(({ source }) => source !== 'screen').slice(0, screens.length > 0 ? STRIP_MAX : TILES_MAX)
    const rects = screens.length > 0 ? beside(screens.length, cameras.length, canvas) : grid(cameras.length, canvas)
    ;[...screens, ...cameras].forEach(({ number }, at) => {
      const rect = rects[at] as Rect
      const key = `${number} ${rect.x} ${rect.y} ${rect.width}`
      const placement = placed.get(key) ?? { track: number, rect, spans: [] }
      const last = placement.spans.at(-1)
      if (last?.to === from) last.to = to
      else placement.spans.push({ from, to })
      placed.set(key, placement)
    })
  })
  return [...placed.values()]
}

/** The moments at which the picture is laid out anew, from 0. */
function turns(videos: readonly Track[], durationMs: number): number[] {
  const all = videos.flatMap(({ shown }) => shown.flatMap(({ from, to }) => [from, to])).toSorted((a, b) => a - b)
  const kept = [0]
  for (const at of all) if (at - (kept.at(-1) ?? 0) >= SHORTEST_MS && at < durationMs) kept.push(at)
  return kept
}

export type Size = { readonly width: number; readonly height: number }
export type Grid = { columns: number; width: number; height: number }

/** Cameras see 16:9; a tile may be as narrow as a square, which cuts off the sides and keeps the face. */
const widest = 16 / 9
const narrowest = 1

/** The largest equal tiles, from 16:9 to square, that fit `count` times into an area. */
export function gridOf(count: number, area: Size, gap: number): Grid {
  let best: Grid = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    const cellWidth = (area.width - gap * (columns - 1)) / columns
    const cellHeight = (area.height - gap * (rows - 1)) / rows
    const width = Math.max(0, Math.floor(Math.min(cellWidth, cellHeight * widest)))
    const height = Math.max(0, Math.floor(Math.min(cellHeight, width / narrowest)))
    if (width * height > best.width * best.height) best = { columns, width, height }
  }
  return best
}

/** Where the small tiles go beside a large one, and how large both are. */
export type Strip = { readonly side: 'right' | 'bottom'; readonly main: Size; readonly small: Size }

/** A strip at the right where the area is wide, else below; without small tiles the large one takes everything. */
export function stripOf(count: number, area: Size, gap: number): Strip {
  const side = area.width >= 640 && area.width > area.height * 1.3 ? 'right' : 'bottom'
  if (count === 0) return { side, main: area, small: { width: 0, height: 0 } }
  const across = side === 'right' ? Math.min(200, Math.floor(area.width * 0.2)) : Math.min(120, Math.floor(area.height * 0.25))
  const small =
    side === 'right' ? { width: across, height: Math.floor((across * 9) / 16) } : { width: Math.floor((across * 16) / 9), height: across }
  const main =
    side === 'right'
      ? { width: Math.max(0, area.width - across - gap), height: area.height }
      : { width: area.width, height: Math.max(0, area.height - across - gap) }
  return { side, main, small }
}

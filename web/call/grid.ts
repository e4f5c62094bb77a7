export type Grid = { columns: number; width: number; height: number }

/** The largest equal tiles of the given shape that fit `count` times into an area. */
export function gridOf(count: number, area: { width: number; height: number }, gap: number, shape = 16 / 9): Grid {
  let best: Grid = { columns: 1, width: 0, height: 0 }
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns)
    const cellWidth = (area.width - gap * (columns - 1)) / columns
    const cellHeight = (area.height - gap * (rows - 1)) / rows
    const width = Math.max(0, Math.floor(Math.min(cellWidth, cellHeight * shape)))
    if (width > best.width) best = { columns, width, height: Math.floor(width / shape) }
  }
  return best
}

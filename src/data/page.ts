import { Refused } from '#protocol/errors'
import { isUuid } from '#src/base/ids'

/** A listing by key: `next` is opaque to the caller and null on the last page. */
export type Page<Item> = { items: Item[]; next: string | null }

export type PageRequest = { limit: number; cursor?: string | null }

/** Lists are ordered by id, and the id of the last item is the cursor: nothing is skipped or doubled when rows come and go. */
export function afterId(page: PageRequest): string | null {
  const cursor = page.cursor ?? null
  if (cursor !== null && !isUuid(cursor)) throw new Refused('invalid', 'This cursor was not given by a listing')
  return cursor
}

/** Makes a page of rows that were asked for with one more than the limit. */
export function pageOf<Row extends { id: string }, Item>(rows: readonly Row[], limit: number, item: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, limit)
  return { items: shown.map(item), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

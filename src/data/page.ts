import { Refused } from '#protocol/errors'
import { isUuid } from '#src/base/ids'

/** A listing by key: `next` is opaque to the caller and null on the last page. */
export type Page<Item> = { items: Item[]; next: string | null }

export type PageRequest = { limit: number; cursor?: string | null }

/**
 * Lists are ordered by id, and the id of the last item is the cursor: nothing is skipped or doubled when rows come and go. The first page is
 * behind the lowest id there could be and not a case of its own, in which a plan that is kept would read the table from its beginning.
 */
export const afterId = (page: PageRequest): string => given(page) ?? '00000000-0000-0000-0000-000000000000'

/** Like `afterId`, of a list with the newest first. */
export const beforeId = (page: PageRequest): string => given(page) ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'

function given({ cursor = null }: PageRequest): string | null {
  if (cursor !== null && !isUuid(cursor)) throw new Refused('invalid', 'This cursor was not given by a listing')
  return cursor
}

/** Makes a page of rows that were asked for with one more than the limit. */
export function pageOf<Row extends { id: string }, Item>(rows: readonly Row[], limit: number, item: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, limit)
  return { items: shown.map(item), next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

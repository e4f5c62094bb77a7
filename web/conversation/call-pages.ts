import type { CallRecord } from '#protocol/http/calls'

/** Calls of a room as far as they were asked for, newest first; `next` leads to those before, null where there are none. */
export type CallPages = { readonly items: readonly CallRecord[]; readonly next: string | null }

export const noCalls: CallPages = { items: [], next: null }

/** With the newest page asked for again: what was there before stays, unless so much happened that there is a hole. */
export function withNewest(known: CallPages, page: CallPages): CallPages {
  const fresh = new Set(page.items.map(({ id }) => id))
  const meets = known.items.some(({ id }) => fresh.has(id))
  if (!meets) return page
  return { items: [...page.items, ...known.items.filter(({ id }) => !fresh.has(id))], next: known.next }
}

/** With the page before. */
export function withOlder(known: CallPages, page: CallPages): CallPages {
  const there = new Set(known.items.map(({ id }) => id))
  return { items: [...known.items, ...page.items.filter(({ id }) => !there.has(id))], next: page.next }
}

/** Whether calls are missing among the messages from `oldest` on; the empty string: from the beginning. There is one call at a time, so their order is that of their ends too. */
export function lacksOlder({ items, next }: CallPages, oldest: string): boolean {
  const last = items.at(-1)
  return next !== null && (last === undefined || (last.endedAt ?? last.startedAt) >= oldest)
}

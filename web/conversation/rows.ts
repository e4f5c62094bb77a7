import type { CallRecord } from '#protocol/http/calls'
import type { TimelineItem } from '#sdk/rooms/snapshots'
import { sameDay } from '#web/i18n/dates'

/** What the history draws, top to bottom. */
export type Row =
  | { readonly kind: 'beginning'; readonly key: 'beginning' }
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'new'; readonly key: 'new' }
  /** A call that is over, where it ended. */
  | { readonly kind: 'call'; readonly key: string; readonly call: CallRecord }
  /** `head` starts a group and shows the author. */
  | { readonly kind: 'message'; readonly key: string; readonly item: TimelineItem; readonly head: boolean }

const groupMs = 5 * 60_000

/**
 * Lines of the history: a day line before the first message of each day, one "new since" line before the first message
 * of somebody else after `newAfter`, and groups of one author within five minutes of the message before.
 * `partial`: older messages are still to come, so the oldest one is held back: what stands before it may change its look, and
 * everything below would jump.
 * `calls`: those of the room, in whatever order; one that ended before the oldest message that has come waits for it.
 */
export function rowsOf(
  timeline: readonly TimelineItem[],
  newAfter: number | null,
  me: string,
  partial = false,
  calls: readonly CallRecord[] = [],
): Row[] {
  const rows: Row[] = partial ? [] : [{ kind: 'beginning', key: 'beginning' }]
  let before: TimelineItem | null = null
  let marked = newAfter === null
  const oldest = partial ? (timeline[0]?.message.createdAt ?? '') : ''
  const over = calls.filter(({ endedAt }) => endedAt !== null && endedAt >= oldest).toSorted((a, b) => endOf(a).localeCompare(endOf(b)))
  let shown: string | null = null
  const day = (at: string): boolean => {
    const other = shown === null || !sameDay(shown, at)
    if (other) rows.push({ kind: 'day', key: `day ${new Date(at).toDateString()}`, at })
    shown = at
    return other
  }
  /** Calls that ended before `at`. Whether there were any: what follows is no longer one group with what was before. */
  const callsBefore = (at: string | null): boolean => {
    let any = false
    for (let next = over[0]; next !== undefined && (at === null || endOf(next) < at); next = over[0]) {
      over.shift()
      day(endOf(next))
      rows.push({ kind: 'call', key: `call ${next.id}`, call: next })
      any = true
    }
    return any
  }
  for (const item of timeline) {
    const { message } = item
    const called = callsBefore(message.createdAt)
    let head = called || before === null || before.message.author.id !== message.author.id
    if (day(message.createdAt)) head = true
    if (!marked && newAfter !== null && message.seq > newAfter && message.author.id !== me) {
      // over the oldest that has come it is drawn outside of the rows, see newAbove
      if (!partial || before !== null) rows.push({ kind: 'new', key: 'new' })
      marked = true
      head = true
    }
    if (before !== null && Date.parse(message.createdAt) - Date.parse(before.message.createdAt) > groupMs) head = true
    rows.push({ kind: 'message', key: item.key, item, head })
    before = item
  }
  callsBefore(null)
  return partial ? withoutOldest(rows) : rows
}

const endOf = (call: CallRecord): string => call.endedAt ?? ''

function withoutOldest(rows: Row[]): Row[] {
  const oldest = rows.findIndex((row) => row.kind === 'message')
  return oldest === rows.length - 1 ? rows : rows.slice(oldest + 1)
}

/** Whether even the oldest message that has come is new: the line that says so stands over all of them, until older ones come. */
export function newAbove(timeline: readonly TimelineItem[], newAfter: number | null, me: string): boolean {
  const oldest = timeline[0]?.message
  return newAfter !== null && oldest !== undefined && oldest.seq > newAfter && oldest.author.id !== me
}

/** How many messages of others came after `seq`. */
export function countNewer(timeline: readonly TimelineItem[], seq: number, me: string): number {
  let count = 0
  for (let index = timeline.length - 1; index >= 0; index -= 1) {
    const message = timeline[index]?.message
    if (message === undefined || (message.seq !== 0 && message.seq <= seq)) break
    if (message.seq !== 0 && message.author.id !== me) count += 1
  }
  return count
}

/** The newest committed seq on screen, 0 when there is none. */
export function newestSeq(timeline: readonly TimelineItem[]): number {
  for (let index = timeline.length - 1; index >= 0; index -= 1) {
    const seq = timeline[index]?.message.seq ?? 0
    if (seq > 0) return seq
  }
  return 0
}

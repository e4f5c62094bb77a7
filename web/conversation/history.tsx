import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room, RoomFile } from '#protocol/models'
import type { RoomStore } from '#sdk/rooms/room'
import { useValue } from '#web/client'
import { CallLine } from './call-line'
import { longPress, moveFocus } from './message-actions'
import { JumpToLatest } from './jump-to-latest'
import { Beginning, DayLine, lineHeight, NewLine, OlderLine } from './lines'
import { MessageRow } from './message-row'
import { newAbove, newestSeq, rowsOf, type Row } from './rows'
import { Spoken } from './spoken'
import { ToFirstNew } from './to-first-new'
import { useCalls } from './use-calls'
import { useFirstNew } from './use-first-new'
import { useRecordings } from './use-recordings'
import { useReading } from './use-reading'

const none: readonly RoomFile[] = []

type HistoryProps = { store: RoomStore; room: Room; me: string }

const guess = { beginning: 100, day: lineHeight.day, new: lineHeight.new, call: 36 } as const

/** The messages of a room: only what is on screen is in the page, older ones load before the top is reached. */
export function History({ store, room, me }: HistoryProps) {
  const { t } = useTranslation()
  const snapshot = useValue(store)
  const { timeline, hasOlder } = snapshot
  const scroller = useRef<HTMLDivElement>(null)
  // where "new since" stands is settled once, when the room is opened
  const [newAfter] = useState(() => (room.unread > 0 && room.myRole !== null ? room.readSeq : null))
  const calls = useCalls(room, snapshot.callsVersion, hasOlder ? (timeline[0]?.message.createdAt ?? '') : '')
  const recordings = useRecordings(room, snapshot.filesVersion)
  const rows = useMemo(() => rowsOf(timeline, newAfter, me, hasOlder, calls), [timeline, newAfter, me, hasOlder, calls])

  // what stands over messages that older ones come before is no row: the reader who waits up there stays with the messages
  const allNew = hasOlder && newAbove(timeline, newAfter, me)

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => guessHeight(rows[index], scroller.current?.clientWidth ?? innerWidth),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 16,
    paddingStart: lineHeight.older,
    paddingEnd: 12,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: 48,
  })

  const firstNew = rows.findIndex((row) => row.kind === 'new')
  const placed = useRef(false)
  useLayoutEffect(() => {
    if (placed.current) return
    placed.current = true
    if (firstNew !== -1) virtual.scrollToIndex(firstNew, { align: 'start' })
    else if (allNew) virtual.scrollToIndex(0, { align: 'start' })
    else virtual.scrollToEnd()
  }, [firstNew, allNew, virtual])

  const unseen = useFirstNew({ store, snapshot, virtual, scroller, row: firstNew, earlier: allNew })
  const reading = useReading({ store, virtual, scroller, newest: newestSeq(timeline) })

  // what I send is always shown, wherever I was reading
  const mine = timeline.at(-1)?.message.author.id === me ? timeline.at(-1)?.key : undefined
  const lastMine = useRef(mine)
  useLayoutEffect(() => {
    if (mine !== undefined && mine !== lastMine.current && timeline.at(-1)?.delivery === 'sending') virtual.scrollToEnd()
    lastMine.current = mine
  }, [mine, timeline, virtual])

  const items = virtual.getVirtualItems()
  const first = items[0]?.index ?? 0
  const wantsOlder = hasOlder && !snapshot.loadingOlder && snapshot.olderError === null && first < 6 && placed.current
  useLayoutEffect(() => {
    if (wantsOlder) void store.loadOlder()
  }, [wantsOlder, store])

  const onRetry = useCallback((key: string) => store.retry(key), [store])
  const onDiscard = useCallback((key: string) => store.discard(key), [store])

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={t('history.label', { name: room.name })}
        aria-busy={snapshot.loadingOlder}
        data-testid="history"
        onKeyDown={moveFocus}
        onPointerDown={longPress}
        className="flex min-h-0 flex-1 flex-col overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div className="relative mt-auto w-full shrink-0" style={{ height: virtual.getTotalSize() }}>
          {hasOlder && <OlderLine snapshot={snapshot} onRetry={() => void store.loadOlder()} />}
          {allNew && <NewLine />}
          {items.map((item) => (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {draw(rows[item.index])}
            </div>
          ))}
        </div>
      </div>
      {unseen.above && <ToFirstNew onJump={unseen.seek} />}
      {!reading.atEnd && (
        <JumpToLatest timeline={timeline} me={me} since={reading.since} onJump={() => virtual.scrollToEnd({ behavior: 'auto' })} />
      )}
      <Spoken timeline={timeline} me={me} />
    </div>
  )

  function draw(row: Row | undefined) {
    switch (row?.kind) {
      case undefined:
        return null
      case 'beginning':
        return <Beginning room={room} empty={timeline.length === 0} />
      case 'day':
        return <DayLine at={row.at} />
      case 'new':
        return <NewLine />
      case 'call':
        return <CallLine call={row.call} recordings={recordings.get(row.call.id) ?? none} room={room} me={me} />
      case 'message':
        return <MessageRow item={row.item} head={row.head} onRetry={onRetry} onDiscard={onDiscard} />
    }
  }
}

// good guesses keep what is on screen still while rows above it are measured for the first time
function guessHeight(row: Row | undefined, width: number): number {
  if (row === undefined) return 0
  if (row.kind !== 'message') return guess[row.kind]
  const perLine = Math.min(88, Math.max(20, (width - 92) / 7.6))
  const lines = row.item.message.text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0)
  return lines * 23 + (row.head ? 40 : 4)
}

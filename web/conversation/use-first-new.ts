import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useState, type RefObject } from 'react'
import type { RoomStore } from '#sdk/rooms/room'
import type { RoomSnapshot } from '#sdk/rooms/snapshots'

type FirstNewArgs = {
  store: RoomStore
  snapshot: RoomSnapshot
  virtual: Virtualizer<HTMLDivElement, Element>
  scroller: RefObject<HTMLDivElement | null>
  /** The row of the line that says so; -1 while it is not among them. */
  row: number
  /** Whether it is further up than what has come. */
  earlier: boolean
}

/** Whether the first new message is above what is on screen and was not seen yet, and the way to it: what lies between loads. */
export function useFirstNew({ store, snapshot, virtual, scroller, row, earlier }: FirstNewArgs): { above: boolean; seek: () => void } {
  const [line, setLine] = useState<'unknown' | 'away' | 'seen'>('unknown')
  const [seeking, setSeeking] = useState(false)
  const top = virtual.range?.startIndex ?? 0

  useEffect(() => {
    if (row === -1 || line === 'seen') return
    // rows that came in front have moved what is on screen only after the next frame
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setLine(isInSight(scroller.current) ? 'seen' : 'away'))
    })
    return () => cancelAnimationFrame(frame)
  }, [row, top, line, scroller])

  const { loadingOlder, olderError } = snapshot
  useLayoutEffect(() => {
    if (!seeking || loadingOlder) return
    if (earlier && olderError === null) return void store.loadOlder()
    if (row !== -1) virtual.scrollToIndex(row, { align: 'start' })
    setSeeking(false)
  }, [seeking, loadingOlder, olderError, earlier, row, store, virtual])

  return { above: line !== 'seen' && (earlier || (row !== -1 && line === 'away')), seek: () => setSeeking(true) }
}

function isInSight(scroller: HTMLElement | null): boolean {
  const line = scroller?.querySelector('[data-testid=new-line]')?.getBoundingClientRect()
  const box = scroller?.getBoundingClientRect()
  return line !== undefined && box !== undefined && line.bottom > box.top && line.top < box.bottom
}

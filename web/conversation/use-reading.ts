import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type RefObject } from 'react'
import type { RoomStore } from '#sdk/rooms/room'
import { onReturn } from '#web/on-return'

type ReadingArgs = {
  store: RoomStore
  virtual: Virtualizer<HTMLDivElement, Element>
  scroller: RefObject<HTMLDivElement | null>
  newest: number
}

/** Whether the person is at the end, and marks the room read while they are and the page is in front of them. */
export function useReading({ store, virtual, scroller, newest }: ReadingArgs): { atEnd: boolean; since: number } {
  // null: not looked yet, and nothing is read by that
  const [atEnd, setAtEnd] = useState<boolean | null>(null)
  const [since, setSince] = useState(newest)
  const latest = useRef(newest)
  latest.current = newest

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let last = true
    const look = () => {
      const now = virtual.isAtEnd(80)
      if (last && !now) setSince(latest.current)
      last = now
      setAtEnd(now)
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    // the page around the history changed (the stage opened, the composer grew): who was at the end stays there
    const resized = new ResizeObserver(() => (last ? virtual.scrollToEnd() : look()))
    resized.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resized.disconnect()
    }
  }, [virtual, scroller])

  useEffect(() => {
    if (atEnd !== true || newest === 0) return
    const read = () => {
      if (!document.hidden && document.hasFocus()) store.markRead()
    }
    read()
    return onReturn(read)
  }, [atEnd, newest, store])

  return { atEnd: atEnd !== false, since }
}

import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useState } from 'react'
import type { RoomStore } from '#sdk/rooms/room'
import type { RoomSnapshot } from '#sdk/rooms/snapshots'

type FirstNewArgs = {
  store: RoomStore
  snapshot: RoomSnapshot
  virtual: Virtualizer<HTMLDivElement, Element>
  /** The row of the line that says so; -1 while it is not among them. */
  row: number
  /** Whether it is further up than what has come. */
  earlier: boolean
}

/** Whether the first new message is above what is on screen and was not seen yet, and the way to it: what lies between loads. */
export function useFirstNew({ store, snapshot, virtual, row, earlier }: FirstNewArgs): { above: boolean; seek: () => void } {
  const [seen, setSeen] = useState(false)
  const [seeking, setSeeking] = useState(false)
  const top = virtual.range?.startIndex ?? 0
  const inSight = row !== -1 && top <= row

  useEffect(() => {
    if (inSight) setSeen(true)
  }, [inSight])

  const { loadingOlder, olderError } = snapshot
  useLayoutEffect(() => {
    if (!seeking || loadingOlder) return
    if (earlier && olderError === null) return void store.loadOlder()
    if (row !== -1) virtual.scrollToIndex(row, { align: 'start' })
    setSeeking(false)
  }, [seeking, loadingOlder, olderError, earlier, row, store, virtual])

  return { above: !seen && !inSight && (row !== -1 || earlier), seek: () => setSeeking(true) }
}

import { useEffect, useRef } from 'react'
import { useClient } from './client'
import { onReturn } from './on-return'

const oftenestMs = 30_000

/**
 * An open room that somebody makes is not told to those who are not in it, so the list is asked for again as the person moves about or
 * comes back to the page. `place`: where they are.
 */
export function useFreshRooms(place: string): void {
  const { rooms, connection } = useClient()
  const last = useRef<number | null>(null)
  useEffect(() => {
    const look = () => {
      const now = performance.now()
      last.current ??= now
      if (document.hidden || !connection.isOnline || now - last.current < oftenestMs) return
      last.current = now
      void rooms.reload()
    }
    look()
    return onReturn(look)
  }, [rooms, connection, place])
}

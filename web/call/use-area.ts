import { useEffect, useRef, useState } from 'react'
import type { Size } from './grid'

/** The size of an element, as it changes. */
export function useArea() {
  const ref = useRef<HTMLDivElement>(null)
  const [area, setArea] = useState<Size>({ width: 0, height: 0 })
  useEffect(() => {
    if (ref.current === null) return
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setArea({ width: entry.contentRect.width, height: entry.contentRect.height })
    })
    watch.observe(ref.current)
    return () => watch.disconnect()
  }, [])
  return { area, ref }
}

import { useEffect } from 'react'
import { useClient } from './client'

const idleAfterMs = 5 * 60_000

/** Tells the server when nobody has touched this page for five minutes, or its tab is hidden that long. */
export function useIdle(): void {
  const client = useClient()
  useEffect(() => {
    let idle = false
    let timer: ReturnType<typeof setTimeout>
    const say = (next: boolean) => {
      if (next === idle) return
      idle = next
      client.presence.set(next ? 'idle' : 'online')
    }
    const touched = () => {
      clearTimeout(timer)
      timer = setTimeout(() => say(true), idleAfterMs)
      if (!document.hidden) say(false)
    }
    const signs = ['pointerdown', 'pointermove', 'keydown', 'visibilitychange'] as const
    for (const sign of signs) document.addEventListener(sign, touched, { passive: true })
    touched()
    return () => {
      clearTimeout(timer)
      for (const sign of signs) document.removeEventListener(sign, touched)
    }
  }, [client])
}

import { useEffect, useState } from 'react'
import { clock } from '#web/i18n/dates'

/** How long something has lasted, second by second; nobody is read it aloud each time. */
export function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span role="timer" className="tabular-nums">
      {clock(Math.max(0, now - since))}
    </span>
  )
}

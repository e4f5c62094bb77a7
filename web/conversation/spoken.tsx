import { useEffect, useRef, useState } from 'react'
import type { TimelineItem } from '#sdk/rooms/snapshots'
import { newestSeq } from './rows'

/** Reads new messages of others to a screen reader; loading older ones says nothing. */
export function Spoken({ timeline, me }: { timeline: readonly TimelineItem[]; me: string }) {
  const [words, setWords] = useState('')
  const heard = useRef(newestSeq(timeline))
  useEffect(() => {
    const fresh = timeline.filter(({ message }) => message.seq > heard.current && message.author.id !== me)
    heard.current = Math.max(heard.current, newestSeq(timeline))
    if (fresh.length > 0)
      setWords(
        fresh
          .slice(-3)
          .map(({ message }) => `${message.author.name}: ${message.text}`)
          .join('. '),
      )
  }, [timeline, me])
  return (
    <div role="log" aria-live="polite" className="sr-only">
      {words}
    </div>
  )
}

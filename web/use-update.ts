import { useEffect, useState } from 'react'
import { useClient, useValue } from './client'

/** Whether the server has another web client than this page: it is asked whenever the page is connected again. */
export function useUpdate(): boolean {
  const state = useValue(useClient().connection)
  const since = state.status === 'online' ? state.since : null
  const [first, setFirst] = useState(since)
  const [newer, setNewer] = useState(false)

  useEffect(() => {
    if (since === null || newer) return
    if (first === null) return setFirst(since)
    if (since === first) return
    const asked = new AbortController()
    isCurrent(asked.signal).then(
      (current) => setNewer(!current),
      () => undefined, // not to be had now; asked after the next connection
    )
    return () => asked.abort()
  }, [since, first, newer])
  return newer
}

/** The page names its program by a hash of what is in it. */
async function isCurrent(signal: AbortSignal): Promise<boolean> {
  const mine = document.querySelector<HTMLScriptElement>('script[type=module][src]')
  if (mine === null) return true
  const answer = await fetch('/', { cache: 'no-cache', headers: { accept: 'text/html' }, signal })
  return !answer.ok || (await answer.text()).includes(new URL(mine.src).pathname)
}

import { useCallback, useRef, useState } from 'react'

type Task<Args extends unknown[]> = { run: (...args: Args) => Promise<void>; busy: boolean; error: unknown; clear: () => void }

/** One piece of work a person started: busy while it runs, its error kept until the next try. A second press does nothing. */
export function useTask<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>): Task<Args> {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const running = useRef(false)
  const latest = useRef(work)
  latest.current = work
  const run = useCallback(async (...args: Args) => {
    if (running.current) return
    running.current = true
    setBusy(true)
    setError(null)
    try {
      await latest.current(...args)
    } catch (thrown) {
      setError(thrown)
    } finally {
      running.current = false
      setBusy(false)
    }
  }, [])
  const clear = useCallback(() => setError(null), [])
  return { run, busy, error, clear }
}

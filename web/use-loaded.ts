import { useCallback, useEffect, useRef, useState } from 'react'

export type Loaded<T> = { status: 'loading' } | { status: 'ready'; value: T } | { status: 'failed'; error: unknown }

/** Loads once per `key`; keeps the old value on screen while it loads again. */
export function useLoaded<T>(
  key: string,
  load: () => Promise<T>,
): Loaded<T> & { reload: () => void; change: (next: (value: T) => T) => void } {
  const [state, setState] = useState<{ key: string; loaded: Loaded<T> }>({ key, loaded: { status: 'loading' } })
  const [round, setRound] = useState(0)
  // a new function on every draw: what it depends on is in `key`
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    let wanted = true
    latest.current().then(
      (value) => wanted && setState({ key, loaded: { status: 'ready', value } }),
      (error: unknown) => wanted && setState({ key, loaded: { status: 'failed', error } }),
    )
    return () => {
      wanted = false
    }
  }, [key, round])
  const reload = useCallback(() => {
    setState((old) => (old.loaded.status === 'failed' ? { key: old.key, loaded: { status: 'loading' } } : old))
    setRound((count) => count + 1)
  }, [])
  const change = useCallback((next: (value: T) => T) => {
    setState((old) => (old.loaded.status === 'ready' ? { key: old.key, loaded: { status: 'ready', value: next(old.loaded.value) } } : old))
  }, [])
  return { ...state.loaded, reload, change }
}

import { useCallback, useEffect, useRef, useState } from 'react'
import { failure } from '#sdk/failure'
import { useClient } from './client'

export type Loaded<T> = { status: 'loading' } | { status: 'ready'; value: T } | { status: 'failed'; error: unknown }

/**
 * Loads once per `key`; keeps the old value on screen while it loads again. `key` of the answer is whose value that is. What failed for want
 * of a connection is asked for again when there is one.
 */
export function useLoaded<T>(
  key: string,
  load: () => Promise<T>,
): Loaded<T> & { key: string; reload: () => void; change: (next: (value: T) => T) => void } {
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
  const { connection } = useClient()
  const cutOff = state.loaded.status === 'failed' && ['offline', 'timeout'].includes(failure(state.loaded.error).code)
  useEffect(() => {
    if (!cutOff) return
    return connection.subscribe(() => connection.isOnline && setRound((count) => count + 1))
  }, [cutOff, connection])
  const reload = useCallback(() => {
    setState((old) => (old.loaded.status === 'failed' ? { key: old.key, loaded: { status: 'loading' } } : old))
    setRound((count) => count + 1)
  }, [])
  const change = useCallback((next: (value: T) => T) => {
    setState((old) => (old.loaded.status === 'ready' ? { key: old.key, loaded: { status: 'ready', value: next(old.loaded.value) } } : old))
  }, [])
  return { ...state.loaded, key: state.key, reload, change }
}

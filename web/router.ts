import { useSyncExternalStore, type MouseEvent } from 'react'

/** Where the person is. Unknown paths are `lost`. */
export type Route =
  | { page: 'home' }
  | { page: 'room'; slug: string }
  | { page: 'settings' }
  | { page: 'admin' }
  | { page: 'calls' }
  | { page: 'direct' }
  | { page: 'call-check' }
  | { page: 'call-quality'; callId: string }
  | { page: 'sign-in' }
  | { page: 'sign-up' }
  | { page: 'lost' }

const listeners = new Set<() => void>()
const tell = () => listeners.forEach((listener) => listener())

/** Reads a path into a route. */
export function routeOf(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter((part) => part !== '')
  if (rest.length > 0) return { page: 'lost' }
  if (first === undefined) return { page: 'home' }
  if (first === 'r' && second !== undefined) return { page: 'room', slug: decoded(second) }
  if (first === 'call-quality' && second !== undefined) return { page: 'call-quality', callId: second }
  if (second !== undefined) return { page: 'lost' }
  const plain = (['settings', 'admin', 'calls', 'direct', 'call-check', 'sign-in', 'sign-up'] as const).find((page) => page === first)
  if (plain !== undefined) return { page: plain }
  return { page: 'lost' }
}

// a half-copied address is a room there is none of, not a crash
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The door to a new account that leads on to where the person was going: `/sign-up?to=/r/tea` can be sent around as an invitation. */
export function signUpPath(to: string): string {
  return routeOf(to).page === 'room' ? `/sign-up?to=${encodeURIComponent(to)}` : '/sign-up'
}

/** Where such a door leads: to a room of this site, else to the start page. */
export function beyondDoor(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? ''
  return to.startsWith('/r/') && routeOf(to).page === 'room' ? to : '/'
}

export const roomPath = (slug: string) => `/r/${encodeURIComponent(slug)}`

/** Goes to a path of this site without loading the page again. */
export function navigate(path: string, how: 'push' | 'replace' = 'push'): void {
  if (path === location.pathname + location.search) return
  if (how === 'push') history.pushState(null, '', path)
  else history.replaceState(null, '', path)
  tell()
}

/** Lets the browser handle clicks that ask for another tab, and takes the plain ones. */
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  navigate(event.currentTarget.pathname + event.currentTarget.search)
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', tell)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('popstate', tell)
  }
}

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname)
}

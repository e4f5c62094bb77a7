import { useSyncExternalStore } from 'react'

const key = 'boltorezka.volumes'

/** Beyond this a voice is only noise. */
export const loudest = 2

type Volumes = Readonly<Record<string, number>>

/** Takes what is stored, leaving out what is no volume. */
export function readVolumes(stored: string | null): Volumes {
  try {
    const raw: unknown = JSON.parse(stored ?? '{}')
    if (typeof raw !== 'object' || raw === null) return {}
    return Object.fromEntries(Object.entries(raw).filter(([, value]) => typeof value === 'number' && value >= 0 && value <= loudest))
  } catch {
    return {}
  }
}

function stored(): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null
  } catch {
    return null
  }
}

let current = readVolumes(stored())
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** How loud this browser plays a person: 0 is silent, 1 as they are, 2 twice as loud. Remembered by person, not by call. */
export function setVolume(userId: string, volume: number): void {
  const { [userId]: _before, ...others } = current
  current = volume === 1 ? others : { ...others, [userId]: volume }
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {
    // a browser that forbids storage keeps it until the tab closes
  }
  for (const listener of listeners) listener()
}

export function useVolume(userId: string): number {
  return useSyncExternalStore(subscribe, () => current[userId] ?? 1)
}

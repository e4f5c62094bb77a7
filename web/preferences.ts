import { useSyncExternalStore } from 'react'

/** Choices of this browser. Each has a safe default and survives a reload. */
export type Preferences = {
  theme: 'system' | 'light' | 'dark'
  density: 'comfortable' | 'compact'
  language: 'auto' | 'en' | 'ru'
  callSounds: boolean
  /** A bell for calls that ring me. */
  ringtone: boolean
  /** What takes the noise out of my microphone: the browser, RNNoise, nothing. */
  noise: 'browser' | 'strong' | 'off'
  /** An open microphone, or one that is on while a key is held. */
  talk: 'open' | 'push'
  callView: 'grid' | 'speaker'
  shareContent: 'text' | 'motion'
  shareQuality: '1080p' | '1440p' | '2160p'
  shareAudio: boolean
  people: boolean
  microphoneId: string | null
  cameraId: string | null
  speakerId: string | null
  joinMuted: boolean
  joinWithCamera: boolean
  lastRoom: string | null
}

const key = 'boltorezka.preferences'
const defaults: Preferences = {
  theme: 'system',
  density: 'comfortable',
  language: 'auto',
  callSounds: true,
  ringtone: true,
  noise: 'browser',
  talk: 'open',
  callView: 'grid',
  shareContent: 'text',
  shareQuality: '1080p',
  shareAudio: true,
  people: true,
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  joinMuted: false,
  joinWithCamera: false,
  lastRoom: null,
}

/** Takes what is stored, leaving out what has another type than its default. */
export function readPreferences(stored: string | null): Preferences {
  try {
    const raw: unknown = JSON.parse(stored ?? '{}')
    if (typeof raw !== 'object' || raw === null) return defaults
    const known = Object.entries(raw).filter(([name, value]) => {
      if (!(name in defaults)) return false
      const standard = defaults[name as keyof Preferences]
      return standard === null ? value === null || typeof value === 'string' : typeof value === typeof standard
    })
    return { ...defaults, ...Object.fromEntries(known) }
  } catch {
    return defaults
  }
}

function stored(): string | null {
  try {
    return globalThis.localStorage?.getItem(key) ?? null
  } catch {
    return null
  }
}

let current = readPreferences(stored())
const listeners = new Set<() => void>()

export function preferences(): Preferences {
  return current
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(key, JSON.stringify(current))
  } catch {
    // a browser that forbids storage keeps the choice until the tab closes
  }
  applyLook()
  for (const listener of listeners) listener()
}

export function onPreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences)
}

/** Puts theme and density on the page. `system` leaves the theme to the browser. */
export function applyLook(): void {
  const { dataset } = document.documentElement
  if (current.theme === 'system') delete dataset['theme']
  else dataset['theme'] = current.theme
  dataset['density'] = current.density
}

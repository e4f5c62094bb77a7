import type { AckPayload } from '#protocol/frames/client'
import type { ServerFrame, ServerPayload } from '#protocol/frames/server'
import type { Clock } from '#sdk/clock'
import type { Incoming } from './frames'
import type { WireConstructor } from './wire'

export type Capabilities = ServerPayload<'server.capabilities'>

export type StreamVerdict = AckPayload<'session.resume'>['streams'][string]

/** What the socket just opened is: the old session taken up, with a verdict per stream, or a new one that knows nothing. */
export type OpenedSession = {
  readonly sessionId: string
  readonly generation: string
  readonly userId: string
  readonly streams: Readonly<Record<string, StreamVerdict>> | null
}

/** What lives above the connection and outlives it: cursors, rooms, calls. All are called within the turn that read the frame. */
export type SessionHooks = {
  /** What was seen of each stream; nothing where the database is of another generation. */
  cursors(generation: string): Readonly<Record<string, number>>
  opened(session: OpenedSession): void
  frame(frame: Exclude<Incoming, { type: 'ack' | 'nack' }>): void
  lost(): void
}

/** Where tickets come from, and what 4001 means: true when a new token could be had. */
export type Credentials = { ticket(): Promise<string>; renew(): Promise<boolean> }

/** What the browser knows of the network; elsewhere `null`. */
export type Network = {
  isDown(): boolean
  watch(listener: (what: 'online' | 'offline' | 'visible') => void): () => void
}

export type ConnectionOptions = {
  readonly url: string
  readonly construct: WireConstructor
  readonly credentials: Credentials
  readonly hooks: SessionHooks
  readonly clock: Clock
  readonly random: () => number
  readonly uuid: () => string
  readonly network: Network | null
}

export type FrameListener<T extends ServerFrame['type']> = (payload: Extract<ServerFrame, { type: T }>['payload']) => void

/** The browser's events; null outside browsers. */
export function browserNetwork(): Network | null {
  if (typeof globalThis.addEventListener !== 'function' || typeof document === 'undefined') return null
  return {
    isDown: () => navigator.onLine === false,
    watch(listener) {
      const online = (): void => listener('online')
      const offline = (): void => listener('offline')
      const visible = (): void => {
        if (document.visibilityState === 'visible') listener('visible')
      }
      globalThis.addEventListener('online', online)
      globalThis.addEventListener('offline', offline)
      document.addEventListener('visibilitychange', visible)
      return () => {
        globalThis.removeEventListener('online', online)
        globalThis.removeEventListener('offline', offline)
        document.removeEventListener('visibilitychange', visible)
      }
    },
  }
}

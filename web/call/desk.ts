import { createContext, use, useSyncExternalStore } from 'react'
import type { Client } from '#sdk/client'
import type { CallSnapshot } from '#sdk/calls/snapshot'

export type Call = ReturnType<Client['calls']['join']>

/** The one call of this tab, as every part of the page sees it. */
export type Desk = {
  readonly call: (CallSnapshot & { readonly handle: Call }) | null
  /** Opens the window one goes through before a call. */
  readonly ask: (roomId: string) => void
  /** Whether the stage is open above the conversation of the call's room. */
  readonly stage: boolean
  readonly setStage: (open: boolean) => void
  readonly openDevices: () => void
  readonly openShare: () => void
}

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (desk === null) throw new Error('useDesk outside of CallDesk')
  return desk
}

const nothing = () => () => undefined
const none = () => null

/** The snapshot of a call, or null where there is no call. */
export function useCallSnapshot(call: Call | null): CallSnapshot | null {
  return useSyncExternalStore(call?.subscribe ?? nothing, call?.getSnapshot ?? none)
}

/** A call that is over, for whatever reason, is no call to show. */
export function isOver(snapshot: CallSnapshot): boolean {
  return snapshot.state === 'left' || snapshot.state === 'failed'
}

import type { ClientFrame } from '#protocol/frames/client'

/** What a session hears. Frames come from the gateway in the order the client sent them. */
export type SessionMessage =
  | { readonly type: 'frame'; readonly frame: ClientFrame; readonly at: number }
  /** Runs a continuation of this session's own work in its loop. */
  | { readonly type: 'then'; readonly run: () => void }
  /** The socket closed. `clean`: the client said goodbye. */
  | { readonly type: 'closed'; readonly clean: boolean }
  /** A newer socket took this session over (DELIVERY rule 17); this one is closed already. */
  | { readonly type: 'replaced' }
  /** Signed out or disabled; the socket is closed already. */
  | { readonly type: 'revoked' }
  | { readonly type: 'absent' }
  | { readonly type: 'expired' }

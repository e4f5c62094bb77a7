/** What a banner needs to know. Times are milliseconds since 1970. */
export type ConnectionState =
  /** Not started, or nobody is signed in. */
  | { readonly status: 'idle' }
  | { readonly status: 'connecting'; readonly attempt: number }
  | { readonly status: 'online'; readonly sessionId: string; readonly resumed: boolean; readonly since: number }
  /** Waiting for the next try; `attempt` counts failures since the last time online. */
  | { readonly status: 'waiting'; readonly retryAt: number; readonly attempt: number }
  /** The browser says there is no network; tries at once when it comes back. */
  | { readonly status: 'offline' }
  | { readonly status: 'stopped'; readonly reason: StopReason }

/**
 * replaced: another socket took this session over (4002); `connection.start()` takes it back.
 * signed-out: the device was revoked or signed out (4001). refused: the server called our frames garbage (4003, 1009): a bug.
 * closed: `client.close()` or `connection.stop()`.
 */
export type StopReason = 'replaced' | 'signed-out' | 'refused' | 'closed'

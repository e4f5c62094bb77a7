/**
 * One socket, as rooms and sessions see it. The gateway implements it on Bun's native WebSocket; every method is a no-op once the
 * socket is gone, so nobody has to ask first.
 */
export type Connection = {
  readonly id: string
  send(text: string): void
  subscribe(topic: string): void
  unsubscribe(topic: string): void
  /** Bytes written and not yet taken by the other side. */
  buffered(): number
  /** Resolves when less than `bytes` are buffered, or at once when the socket is gone. */
  drained(bytes: number): Promise<void>
  /** RFC 6455 close code; the contract lists those in use. */
  close(code: number, reason: string): void
  readonly open: boolean
}

/** The topic of a stream's events: what is on it reaches every subscriber or closes the slow one. */
export const eventTopic = (stream: string): string => `s:${stream}`

/** The topic of what may be dropped (presence, typing): a slow socket leaves it until it drained (DELIVERY rule 18). */
export const ephemeralTopic = (stream: string): string => `e:${stream}`

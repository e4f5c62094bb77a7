export type Outbox = {
  /** Carries consequences of room events to the streams of the people they touch, each in its own transaction. How many were carried. */
  relay(limit?: number): Promise<number>
}

export type Idempotency = {
  /** Forgets keys older than 48 h by the database's clock, a slice at a time. How many went. */
  sweep(slice?: number): Promise<number>
}

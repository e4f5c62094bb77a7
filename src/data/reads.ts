export type Reads = {
  /** Moves the mark forward, never back, never past the head; tells the person's own stream. Refused not_found, forbidden. */
  set(userId: string, roomId: string, seq: number): Promise<{ readSeq: number }>
}

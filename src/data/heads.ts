/** The newest seq of a stream (a room, a person or the system stream), as a commit left it. */
export type Head = { stream: string; head: number }

export type HeadsListener = (heads: readonly Head[]) => void

/** Tells everyone who listens which streams a commit moved. Only src/data announces: nobody else appends (DELIVERY rule 10). */
export type Heads = {
  announce(heads: readonly Head[]): void
  /** Returns the function that ends the listening. */
  listen(listener: HeadsListener): () => void
}

/** The announcer that every aggregate of one Data shares. */
export function createHeads(): Heads {
  const listeners = new Set<HeadsListener>()
  return {
    announce(heads) {
      if (heads.length > 0) for (const listener of listeners) listener(heads)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

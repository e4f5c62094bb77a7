import type { Head } from '#src/data/heads'

/**
 * Tells nodes which streams moved. It may lose, repeat and reorder: who hears a head looks into Postgres, so the bus carries no
 * truth. Every node hears its own announcements too.
 */
export type Bus = {
  announce(heads: readonly Head[]): void
  onHeads(listener: (heads: readonly Head[]) => void): () => void
}

/** The bus of a server that is alone: a call in the same process. */
export function openSingleBus(): Bus {
  const listeners = new Set<(heads: readonly Head[]) => void>()
  return {
    announce: (heads) => {
      for (const listener of listeners) listener(heads)
    },
    onHeads: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

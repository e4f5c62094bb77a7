/** What a limiter answers: go on, or come back in that many milliseconds. */
export type Taken = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number }

export type Limiter = {
  /** Counts one use of the key, if it still has one; a refused use costs nothing. */
  take(key: string, now?: number): Taken
  /** How many keys are remembered right now. */
  readonly size: number
}

export type LimiterOptions = {
  /** Uses of one key that may come at once. */
  readonly limit: number
  /** Milliseconds in which a spent key is whole again. */
  readonly per: number
  /** Most keys remembered; beyond it the ones unused for longest are forgotten. */
  readonly keys?: number
  /** Milliseconds that never run backwards. */
  readonly clock?: () => number
}

/**
 * A rate limiter per key (GCRA): one number a key, the moment at which the key is whole again.
 * Memory is bounded by `keys`: a flood of new keys makes old ones whole early, it never grows the process.
 */
export function limiter(options: LimiterOptions): Limiter {
  const { limit, per, keys = 100_000, clock = () => performance.now() } = options
  if (!(limit >= 1 && per > 0 && keys >= 1)) throw new RangeError('limiter: limit and keys from 1, per above 0')
  const step = per / limit
  const wholeAt = new Map<string, number>()

  /** Forgets keys that are whole again; if none is, the oldest. A Map keeps its order, and `take` puts used keys last. */
  function makeSpace(now: number): void {
    for (const [key, at] of wholeAt) {
      if (at > now && wholeAt.size < keys) return
      wholeAt.delete(key)
    }
  }

  return {
    take(key, now = clock()) {
      const at = Math.max(wholeAt.get(key) ?? now, now)
      const wait = at + step - per - now
      // a sum of thirds may miss the bound by a rounding error
      if (wait > 1e-6) return { ok: false, retryAfterMs: Math.ceil(wait - 1e-6) }
      if (!wholeAt.delete(key) && wholeAt.size >= keys) makeSpace(now)
      wholeAt.set(key, at + step)
      return { ok: true }
    },
    get size() {
      return wholeAt.size
    },
  }
}

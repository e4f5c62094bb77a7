export type BackoffOptions = { readonly baseMs: number; readonly maxMs: number }

export const reconnecting: BackoffOptions = { baseMs: 500, maxMs: 30_000 }

/**
 * Full jitter: uniform in 0..min(max, base * 2^attempt), so that a thousand clients cut together do not come back together.
 * What the server asked for (`atLeastMs`) is the floor; it has spread that itself.
 */
export function delay(attempt: number, random: () => number, atLeastMs = 0, { baseMs, maxMs } = reconnecting): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30))
  return Math.max(atLeastMs, Math.round(random() * ceiling))
}

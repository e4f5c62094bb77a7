/** Random numbers that a printed seed brings back (mulberry32). */
export type Seeded = {
  readonly seed: number
  /** 0 <= x < 1 */
  next(): number
  /** An integer, both ends possible. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  /** One of these. */
  pick<T>(from: readonly T[]): T
}

/** The seed is SEED of the environment, else new; it is printed. */
export function seeded(name: string): Seeded {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`${name}: SEED=${seed}`)
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(from: readonly T[]): T => from[between(0, from.length - 1)] as T
  return { seed, next, between, chance: (probability) => next() < probability, pick }
}

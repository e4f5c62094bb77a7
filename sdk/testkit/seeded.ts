/** A small seeded source (mulberry32): the same seed, the same run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The seeds of a property test: SEED=n runs that one alone, SEEDS=n as many. */
export function seeds(count: number): number[] {
  const only = process.env['SEED']
  const many = Number(process.env['SEEDS'] ?? count)
  return only === undefined ? Array.from({ length: many }, (_, index) => index + 1) : [Number(only)]
}

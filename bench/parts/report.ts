/** One bound a figure must hold. `ok` is judged here and nowhere else. */
export type Bar = { readonly name: string; readonly value: number; readonly bound: number; readonly ok: boolean }

export const atMost = (name: string, value: number, bound: number): Bar => ({ name, value: round(value), bound, ok: value <= bound })
export const atLeast = (name: string, value: number, bound: number): Bar => ({ name, value: round(value), bound, ok: value >= bound })

export const exactly = (name: string, value: number, bound: number): Bar => ({ name, value: round(value), bound, ok: value === bound })

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const round = (value: number): number => Number(value.toPrecision(4))

/** The last line of a bench: one JSON object. */
export function report(bench: string, figures: Record<string, unknown>, bars: readonly Bar[]): void {
  for (const { name, value, bound, ok } of bars) console.log(`${ok ? 'holds ' : 'MISSED'}  ${name}: ${value} (bound ${bound})`)
  console.log(JSON.stringify({ bench, figures, bars }))
}

/** Runs a measurement several times and keeps the median of every figure. */
export async function medians<F extends Record<string, number>>(times: number, measure: (run: number) => Promise<F>): Promise<F> {
  const runs: F[] = []
  for (let run = 0; run < times; run++) {
    const figures = await measure(run)
    console.log(
      `  run ${run + 1}: ${Object.entries(figures)
        .map(([name, value]) => `${name} ${round(value)}`)
        .join(', ')}`,
    )
    runs.push(figures)
  }
  const names = Object.keys(runs[0] ?? {}) as (keyof F)[]
  return Object.fromEntries(names.map((name) => [name, round(median(runs.map((figures) => figures[name] as number)))])) as F
}

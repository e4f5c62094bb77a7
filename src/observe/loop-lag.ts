import { createHistogram } from 'node:perf_hooks'
import { Gauge, type Registry } from 'prom-client'
import { hour } from '#src/base/durations'

/** Between two looks at the lag. */
const LOOK_MS = 100
/** So long after the metrics were last read nobody follows them any more. */
const FOLLOWED_MS = hour

const figures = {
  min: 'The minimum recorded event loop delay.',
  max: 'The maximum recorded event loop delay.',
  mean: 'The mean of the recorded event loop delays.',
  stddev: 'The standard deviation of the recorded event loop delays.',
  p50: 'The 50th percentile of the recorded event loop delays.',
  p90: 'The 90th percentile of the recorded event loop delays.',
  p99: 'The 99th percentile of the recorded event loop delays.',
} as const

/**
 * The lag of the event loop since the registry was read last, under the names prom-client gives it. It is looked at from the first reading
 * until an hour after the last: ten looks a second are half of what an idle server costs.
 */
export function measureLoopLag(registry: Registry): void {
  for (const name of ['', ...Object.keys(figures).map((figure) => `${figure}_`)])
    registry.removeSingleMetric(`nodejs_eventloop_lag_${name}seconds`)
  const lags = createHistogram()
  const nanoseconds = (figure: keyof typeof figures): number =>
    figure.startsWith('p') ? lags.percentile(Number(figure.slice(1))) : lags[figure as 'min' | 'max' | 'mean' | 'stddev']
  let looking: ReturnType<typeof setInterval> | undefined
  let readAt = 0
  let due = 0
  const look = (): void => {
    const now = performance.now()
    lags.record(Math.max(1, Math.round((now - due) * 1e6)))
    due = now + LOOK_MS
    if (now - readAt < FOLLOWED_MS) return
    clearInterval(looking)
    looking = undefined
  }
  const follow = (): void => {
    readAt = performance.now()
    if (looking !== undefined) return
    due = readAt + LOOK_MS
    looking = setInterval(look, LOOK_MS)
    looking.unref()
  }

  // the first to be read: it sets the others
  const now = new Gauge({
    name: 'nodejs_eventloop_lag_seconds',
    help: 'Lag of event loop in seconds.',
    registers: [registry],
    collect: () => {
      const asked = performance.now()
      setImmediate(() => now.set((performance.now() - asked) / 1_000))
      if (lags.count > 0) for (const [figure, gauge] of gauges) gauge.set(nanoseconds(figure) / 1e9)
      lags.reset()
      follow()
    },
  })
  const gauges = Object.entries(figures).map(([figure, help]) => {
    const gauge = new Gauge({ name: `nodejs_eventloop_lag_${figure}_seconds`, help, registers: [registry] })
    return [figure as keyof typeof figures, gauge] as const
  })
}

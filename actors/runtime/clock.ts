export type Cancel = () => void

/** Time as the runtime sees it: monotonic milliseconds and one-shot timers. Tests inject the virtual one of `testkit`. */
export type Clock = {
  now(): number
  after(ms: number, run: () => void): Cancel
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

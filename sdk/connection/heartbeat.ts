import type { Clock } from '#sdk/clock'

export type Heartbeat = {
  /** Anything came in. */
  heard(): void
  /** Ask now and give up after `withinMs`: the network just changed, the page just woke. */
  probe(withinMs: number): void
  stop(): void
}

/** Pings every `everyMs`; calls `lost` when nothing at all came for twice as long. Browsers show no WebSocket pings, so these are frames. */
export function heartbeat(clock: Clock, everyMs: number, ping: () => void, lost: () => void): Heartbeat {
  let last = clock.now()
  let stopped = false
  let cancelProbe = (): void => undefined

  const beat = (): void => {
    if (stopped) return
    if (clock.now() - last >= 2 * everyMs) return end(lost)
    ping()
    cancelBeat = clock.after(everyMs, beat)
  }
  const end = (then: () => void): void => {
    if (stopped) return
    stopped = true
    cancelBeat()
    cancelProbe()
    then()
  }
  let cancelBeat = clock.after(everyMs, beat)

  return {
    heard() {
      last = clock.now()
      cancelProbe()
    },
    probe(withinMs) {
      if (stopped) return
      cancelProbe()
      cancelProbe = clock.after(withinMs, () => end(lost))
      ping()
    },
    stop: () => end(() => undefined),
  }
}

import type { PeerStats } from './plane'
import type { Quality } from './snapshot'

/** What happened between two looks at the same counters. */
export type Change = {
  readonly lossRatio: number
  readonly concealedRatio: number
  readonly roundTripMs: number | null
  readonly receivedBytes: number
}

/** What happened since `before`; a counter that went back belongs to another connection and starts over. */
export function changeOf(now: PeerStats, before: PeerStats | undefined): Change {
  const start = before && before.packetsReceived <= now.packetsReceived && before.totalSamples <= now.totalSamples ? before : undefined
  const lost = Math.max(0, now.packetsLost - (start?.packetsLost ?? 0))
  const received = now.packetsReceived - (start?.packetsReceived ?? 0)
  const samples = now.totalSamples - (start?.totalSamples ?? 0)
  const concealed = Math.max(0, now.concealedSamples - (start?.concealedSamples ?? 0))
  return {
    lossRatio: lost + received === 0 ? 0 : lost / (lost + received),
    concealedRatio: samples === 0 || received === 0 ? 0 : concealed / samples,
    roundTripMs: now.roundTripMs,
    receivedBytes: Math.max(0, now.bytesReceived - (start?.bytesReceived ?? 0)),
  }
}

/** What a person would call it. */
export function qualityOf(change: { lossRatio: number | null; concealedRatio?: number; roundTripMs: number | null }): Quality {
  const { lossRatio, concealedRatio = 0, roundTripMs } = change
  const loss = lossRatio ?? 0
  const trip = roundTripMs ?? 0
  if (loss > 0.1 || concealedRatio > 0.15 || trip > 800) return 'poor'
  if (loss > 0.03 || concealedRatio > 0.05 || trip > 350) return 'fair'
  return 'good'
}

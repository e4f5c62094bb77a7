import type { Journal } from '#actors/call/journal'
import type { QualityLog } from '#src/data/quality-log'
import type { Metrics } from '#src/observe/metrics'

/** What calls say of themselves: lines for the database, and the metrics of all calls together. */
export function openJournal(log: QualityLog, metrics: Metrics): Journal {
  return {
    write: (row) => log.add(row),
    measured({ lossRatio, jitterMs, roundTripMs, receiveBitrate, sendBitrate }) {
      if (lossRatio !== undefined) metrics.callLoss.observe(lossRatio)
      if (jitterMs !== undefined) metrics.callJitter.observe(jitterMs / 1_000)
      if (roundTripMs !== undefined) metrics.callRoundTrip.observe(roundTripMs / 1_000)
      if (receiveBitrate !== undefined) metrics.callBitrate.observe({ direction: 'receive' }, receiveBitrate)
      if (sendBitrate !== undefined) metrics.callBitrate.observe({ direction: 'send' }, sendBitrate)
    },
    setUp(outcome, firstFrameMs) {
      metrics.callSetUps.inc({ outcome })
      if (firstFrameMs !== undefined) metrics.callFirstFrame.observe(firstFrameMs / 1_000)
    },
    iceFailed: () => metrics.iceFailures.inc(),
  }
}

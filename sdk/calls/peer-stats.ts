import type { PeerStats, SendStats } from './plane'

export type StatsRow = { readonly type: string; readonly id: string } & Readonly<Record<string, unknown>>

/** A getStats report as a list. */
export function rowsOf(report: RTCStatsReport): StatsRow[] {
  const rows: StatsRow[] = []
  report.forEach((row: StatsRow) => rows.push(row))
  return rows
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const sum = (rows: readonly StatsRow[], field: string): number => rows.reduce((total, row) => total + number(row[field]), 0)
const worst = (rows: readonly StatsRow[], field: string): number | null => {
  const values = rows.map((row) => row[field]).filter((value) => typeof value === 'number')
  return values.length === 0 ? null : Math.max(...values)
}
const inMs = (seconds: number | null): number | null => (seconds === null ? null : Math.round(seconds * 1_000))
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

function pairOf(rows: readonly StatsRow[]): { pair: StatsRow | undefined; local: StatsRow | undefined } {
  const pair = rows.find((row) => row.type === 'candidate-pair' && row['nominated'] === true && row['state'] === 'succeeded')
  return { pair, local: rows.find((row) => row.type === 'local-candidate' && row.id === pair?.['localCandidateId']) }
}

/** The few numbers that say how somebody comes in; `mine` picks their rows where a connection carries several people. */
export function summarizePeer(participantId: string, rows: readonly StatsRow[], mine: (row: StatsRow) => boolean = () => true): PeerStats {
  const inbound = rows.filter((row) => row.type === 'inbound-rtp' && mine(row))
  const audio = inbound.filter((row) => row['kind'] === 'audio')
  const { pair, local } = pairOf(rows)
  return {
    participantId,
    roundTripMs: inMs(worst(pair ? [pair] : [], 'currentRoundTripTime')),
    jitterMs: inMs(worst(audio, 'jitter')),
    packetsLost: sum(inbound, 'packetsLost'),
    packetsReceived: sum(inbound, 'packetsReceived'),
    bytesReceived: sum(inbound, 'bytesReceived'),
    audioPacketsReceived: sum(audio, 'packetsReceived'),
    concealedSamples: sum(audio, 'concealedSamples'),
    totalSamples: sum(audio, 'totalSamplesReceived'),
    videoFramesDecoded: sum(
      inbound.filter((row) => row['kind'] === 'video'),
      'framesDecoded',
    ),
    candidateType: text(local?.['candidateType']),
  }
}

/** No layer of any picture is meant to be smaller; Chromium gives no reason where the only layer that is left goes this low. */
const leastBitrate = 80_000

function isHeldBack(video: readonly StatsRow[]): boolean {
  const target = sum(video, 'targetBitrate')
  return (target > 0 && target < leastBitrate) || video.some((row) => row['qualityLimitationReason'] === 'bandwidth')
}

/** How my own side fares on one connection. */
export function summarizeSending(rows: readonly StatsRow[]): SendStats {
  const outbound = rows.filter((row) => row.type === 'outbound-rtp')
  const { pair, local } = pairOf(rows)
  return {
    roundTripMs: inMs(worst(pair ? [pair] : [], 'currentRoundTripTime')),
    lossRatio: worst(
      rows.filter((row) => row.type === 'remote-inbound-rtp'),
      'fractionLost',
    ),
    availableBitrate: worst(pair ? [pair] : [], 'availableOutgoingBitrate'),
    bytesSent: sum(outbound, 'bytesSent'),
    limitedByBandwidth: isHeldBack(outbound.filter((row) => row['kind'] === 'video')),
    candidateType: text(local?.['candidateType']),
    protocol: text(local?.['protocol']),
  }
}

/** Of several connections the one that fares worst. */
export function worstOf(all: readonly SendStats[]): SendStats | null {
  const [first, ...rest] = all
  if (!first) return null
  const pick = (how: (...values: number[]) => number, ...values: (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : how(...known)
  }
  return rest.reduce<SendStats>(
    (a, b) => ({
      ...a,
      roundTripMs: pick(Math.max, a.roundTripMs, b.roundTripMs),
      lossRatio: pick(Math.max, a.lossRatio, b.lossRatio),
      availableBitrate: pick(Math.min, a.availableBitrate, b.availableBitrate),
      bytesSent: a.bytesSent + b.bytesSent,
      limitedByBandwidth: a.limitedByBandwidth || b.limitedByBandwidth,
    }),
    first,
  )
}

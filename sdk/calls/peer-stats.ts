import type { PeerStats } from './plane'

type Row = { type: string; kind?: string; id: string } & Record<string, unknown>

/** The few numbers of a getStats report that say how a connection fares. */
export function summarize(participantId: string, report: RTCStatsReport): PeerStats {
  const rows: Row[] = []
  report.forEach((row: Row) => rows.push(row))
  const inbound = (kind: string): Row | undefined => rows.find((row) => row.type === 'inbound-rtp' && row.kind === kind)
  const pair = rows.find((row) => row.type === 'candidate-pair' && row['nominated'] === true && row['state'] === 'succeeded')
  const local = rows.find((row) => row.type === 'local-candidate' && row.id === pair?.['localCandidateId'])
  const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
  const roundTrip = pair?.['currentRoundTripTime']
  return {
    participantId,
    roundTripMs: typeof roundTrip === 'number' ? Math.round(roundTrip * 1000) : null,
    packetsLost: number(inbound('audio')?.['packetsLost']) + number(inbound('video')?.['packetsLost']),
    audioPacketsReceived: number(inbound('audio')?.['packetsReceived']),
    videoFramesDecoded: number(inbound('video')?.['framesDecoded']),
    candidateType: typeof local?.['candidateType'] === 'string' ? local['candidateType'] : null,
  }
}

import type { ProbeAnswer } from '#protocol/http/rtc'

export type Candidate = ProbeAnswer['iceCandidates'][number]

/**
 * The answer that a probe would give to an offer of one data channel, with these of its candidates. It never finishes DTLS: that ICE
 * connects is all there is to see.
 */
export function answerOf(probe: ProbeAnswer, candidates: readonly Candidate[], offer: string): string {
  const mid = /^a=mid:(\S+)/m.exec(offer)?.[1] ?? '0'
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${mid}`,
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    `a=mid:${mid}`,
    `a=ice-ufrag:${probe.iceParameters.usernameFragment}`,
    `a=ice-pwd:${probe.iceParameters.password}`,
    ...probe.fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    'a=setup:passive',
    'a=sctp-port:5000',
    ...candidates.map(line),
    'a=end-of-candidates',
  ]
  return `${lines.join('\r\n')}\r\n`
}

function line({ foundation, priority, address, port, protocol }: Candidate): string {
  const passive = protocol === 'tcp' ? ' tcptype passive' : ''
  return `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ host${passive}`
}

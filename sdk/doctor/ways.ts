import type { Diagnosis, ProbeAnswer } from '#protocol/http/rtc'
import type { IceServer } from '#protocol/models'
import type { Candidate } from './answer'

export type WayKind = 'udp' | 'tcp' | 'ipv6' | 'turn-udp' | 'turn-tcp' | 'turn-tls'

/**
 * absent: the server does not offer it. blocked: offered, and nothing gets through. no_relay: the TURN server is not reached. refused: it
 * does not take our password. relay_stuck: there is a relay, and from it the media server is not reached.
 */
export type WayProblem = 'absent' | 'blocked' | 'no_relay' | 'refused' | 'relay_stuck'

/** One way for media from here, and whether it works. */
export type Way = {
  /** Unique in one check. */
  readonly id: string
  readonly kind: WayKind
  /** The TURN server. */
  readonly url: string | null
  readonly state: 'trying' | 'works' | 'fails' | 'absent'
  readonly problem: WayProblem | null
  readonly ms: number | null
}

/** What to try for a way. */
export type Attempt = { readonly candidates: readonly Candidate[]; readonly iceServers: readonly IceServer[]; readonly relay: boolean }

/** The ways there may be: those to the media server, and one for each address of a TURN server. */
export function waysOf(iceServers: readonly IceServer[]): Way[] {
  const turn = iceServers.flatMap(({ urls }) => urls).filter((url) => url.startsWith('turn'))
  const way = (kind: WayKind, url: string | null): Way => ({ id: url ?? kind, kind, url, state: 'trying', problem: null, ms: null })
  return [...(['udp', 'tcp', 'ipv6'] as const).map((kind) => way(kind, null)), ...turn.map((url) => way(kindOf(url), url))]
}

function kindOf(url: string): WayKind {
  if (url.startsWith('turns:')) return 'turn-tls'
  return url.endsWith('transport=tcp') ? 'turn-tcp' : 'turn-udp'
}

const isIpv6 = ({ address }: Candidate): boolean => address.includes(':')

/** How to try a way; null where the server offers nothing for it. `probe` is null without a media server: then a relay is all there is to get. */
export function attemptOf({ kind, url }: Way, probe: ProbeAnswer | null, iceServers: readonly IceServer[]): Attempt | null {
  const all = probe?.iceCandidates ?? []
  const udp = all.filter(({ protocol }) => protocol === 'udp')
  if (url !== null) {
    const server = iceServers.find(({ urls }) => urls.includes(url))
    return server ? { candidates: udp, iceServers: [{ ...server, urls: [url] }], relay: true } : null
  }
  const candidates = kind === 'udp' ? udp : kind === 'tcp' ? all.filter(({ protocol }) => protocol === 'tcp') : all.filter(isIpv6)
  return candidates.length > 0 ? { candidates, iceServers: [], relay: false } : null
}

/** How calls go from here, all in all. */
export type Conclusion = 'good' | 'tcp_only' | 'tcp_offered' | 'turn_only' | 'nothing' | 'direct_with_turn' | 'direct_only'

/** The best way there is decides; without a media server there are direct calls, with or without TURN. */
export function conclusionOf(ways: readonly Way[], sfu: Diagnosis['sfu']): Conclusion {
  const works = (...kinds: WayKind[]): boolean => ways.some(({ kind, state }) => kinds.includes(kind) && state === 'works')
  const turn = works('turn-udp', 'turn-tcp', 'turn-tls')
  if (sfu.status === 'off') return turn ? 'direct_with_turn' : 'direct_only'
  if (works('udp')) return 'good'
  if (works('tcp')) return sfu.udp ? 'tcp_only' : 'tcp_offered'
  // a relay reaches the media server over UDP alone
  return turn && sfu.udp ? 'turn_only' : 'nothing'
}

import { describe, expect, test } from 'bun:test'
import type { ProbeAnswer } from '#protocol/http/rtc'
import { answerOf } from './answer'
import { attemptOf, conclusionOf, waysOf, type Way, type WayKind } from './ways'

const candidate = (protocol: 'udp' | 'tcp', address: string) => ({ foundation: 'f', priority: 9, address, port: 20_000, protocol })
const probe: ProbeAnswer = {
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [candidate('udp', '192.0.2.1'), candidate('tcp', '192.0.2.1'), candidate('udp', '2001:db8::1')],
  fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB' }],
  expiresIn: 20,
}
const turn = {
  urls: ['turn:t:3478?transport=udp', 'turn:t:3478?transport=tcp', 'turns:t:443?transport=tcp'],
  username: 'a',
  credential: 'b',
}
const servers = [{ urls: ['stun:s:3478'] }, turn]

test('each way to the media server is one, and each address of a TURN server', () => {
  expect(waysOf(servers).map(({ kind, url }) => [kind, url])).toEqual([
    ['udp', null],
    ['tcp', null],
    ['ipv6', null],
    ['turn-udp', turn.urls[0]],
    ['turn-tcp', turn.urls[1]],
    ['turn-tls', turn.urls[2]],
  ] as never)
})

test('a way is tried with the candidates that belong to it, a relay with its one server', () => {
  const [udp, tcp, ipv6, first] = waysOf(servers) as [Way, Way, Way, Way]
  const addresses = (way: Way, from: ProbeAnswer | null = probe) =>
    attemptOf(way, from, servers)?.candidates.map(({ protocol, address }) => `${protocol} ${address}`)
  expect(addresses(udp)).toEqual(['udp 192.0.2.1', 'udp 2001:db8::1'])
  expect(addresses(tcp)).toEqual(['tcp 192.0.2.1'])
  expect(addresses(ipv6)).toEqual(['udp 2001:db8::1'])
  expect(attemptOf(first, probe, servers)).toEqual({
    candidates: [candidate('udp', '192.0.2.1'), candidate('udp', '2001:db8::1')],
    iceServers: [{ urls: [turn.urls[0] as string], username: 'a', credential: 'b' }],
    relay: true,
  })
  expect(attemptOf(udp, null, servers)).toBeNull()
  expect(attemptOf(first, null, servers)?.candidates).toEqual([])
  expect(attemptOf(ipv6, { ...probe, iceCandidates: [candidate('udp', '192.0.2.1')] }, servers)).toBeNull()
})

describe('all in all', () => {
  const sfu = { status: 'ok', ports: [20_000], udp: true, listening: [] } as const
  const works = (...kinds: WayKind[]): Way[] =>
    waysOf(servers).map((way) => ({ ...way, state: kinds.includes(way.kind) ? 'works' : 'fails' }))
  const of = (kinds: WayKind[], more: object = {}) => conclusionOf(works(...kinds), { ...sfu, ...more } as never)

  test('UDP is good, whatever else works', () => expect(of(['udp', 'turn-tcp'])).toBe('good'))
  test('TCP where UDP does not', () => expect(of(['tcp', 'turn-udp'])).toBe('tcp_only'))
  test('TCP where the server has nothing else', () => expect(of(['tcp'], { udp: false })).toBe('tcp_offered'))
  test('TURN where neither does', () => expect(of(['turn-tls'])).toBe('turn_only'))
  test('a relay does not reach a media server without UDP', () => expect(of(['turn-tcp'], { udp: false })).toBe('nothing'))
  test('IPv6 alone says nothing that UDP and TCP do not say', () => expect(of([])).toBe('nothing'))
  test('without a media server there are direct calls', () => {
    expect(of([], { status: 'off' })).toBe('direct_only')
    expect(of(['turn-udp'], { status: 'off' })).toBe('direct_with_turn')
  })
})

test('the answer names the mid of the offer and every candidate, TCP ones as passive', () => {
  const sdp = answerOf(probe, probe.iceCandidates, 'v=0\r\nm=application 9 x\r\na=mid:data\r\n')
  expect(sdp).toContain('a=mid:data\r\n')
  expect(sdp).toContain('a=candidate:f 1 udp 9 192.0.2.1 20000 typ host\r\n')
  expect(sdp).toContain('a=candidate:f 1 tcp 9 192.0.2.1 20000 typ host tcptype passive\r\n')
})

import { describe, expect, test } from 'bun:test'
import { findingsOf, scopeOf, type Ways } from './diagnosis'

test.each([
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['localhost', 'loopback'],
  ['10.1.2.3', 'private'],
  ['172.31.0.1', 'private'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'private'],
  ['fd00::2', 'private'],
  ['169.254.9.9', 'link-local'],
  ['fe80::1', 'link-local'],
  ['203.0.113.7', 'public'],
  ['2001:db8::1', 'public'],
  ['chat.example.org', 'public'],
] as const)('%s is %s', (address, scope) => expect(scopeOf(address)).toBe(scope))

const at = (...addresses: string[]): Ways['listening'] => addresses.map((address) => ({ protocol: 'udp', address, port: 20_000 }))
const turn = { url: 'turn:t:3478?transport=udp', status: 'ok', ms: 3, seenAs: '203.0.113.7' } as const
const well: Ways = { sfu: { status: 'ok' }, udp: true, listening: at('203.0.113.7', '2001:db8::7'), iceServers: [turn] }
const codes = (ways: Partial<Ways>): string[] => findingsOf({ ...well, ...ways }).map(({ code }) => code)

describe('findings', () => {
  test('none where all is well', () => expect(codes({})).toEqual([]))

  test('without a media worker the reason is told, and nothing about its addresses', () => {
    const found = findingsOf({ ...well, sfu: { status: 'off', reason: 'no worker' }, listening: [] })
    expect(found).toEqual([{ code: 'sfu_off', level: 'problem', detail: 'no worker', text: 'Group calls are off: no worker.' }])
  })

  test('a private address is a problem where no public one is announced, and the public one is named when it is known', () => {
    const [found] = findingsOf({ ...well, listening: at('10.0.0.5', 'fd00::5') })
    expect(found).toMatchObject({ code: 'announced_private', subject: '10.0.0.5, fd00::5', detail: '203.0.113.7' })
    expect(found?.text).toContain('Set RTC_ANNOUNCED_ADDRESS to the public address, 203.0.113.7.')
    expect(codes({ listening: at('10.0.0.5', '203.0.113.7', '2001:db8::7') })).toEqual([])
    expect(codes({ listening: at('127.0.0.1', '10.0.0.5'), iceServers: [turn] })).toEqual(['announced_private', 'ipv6_missing'])
  })

  test('loopback alone reaches this machine only', () => {
    expect(codes({ listening: at('127.0.0.1', '::1') })).toEqual(['announced_loopback', 'ipv6_missing'])
  })

  test('UDP that is off is told', () => expect(codes({ udp: false })).toEqual(['udp_off']))

  test('each server that fails is named', () => {
    const iceServers = [
      { ...turn, status: 'refused', detail: '401 Unauthorized' },
      { ...turn, url: 'turn:u:1?transport=tcp', status: 'unreachable', detail: 'no answer' },
      { ...turn, url: 'stun:s:1', status: 'unreachable', detail: 'no answer' },
    ] as const
    const found = findingsOf({ ...well, iceServers })
    expect(found.map(({ code, subject }) => [code, subject])).toEqual([
      ['turn_refused', 'turn:t:3478?transport=udp'],
      ['turn_unreachable', 'turn:u:1?transport=tcp'],
      ['stun_unreachable', 'stun:s:1'],
    ])
  })

  test('nothing configured: no TURN, no STUN', () => expect(codes({ iceServers: [] })).toEqual(['turn_missing', 'stun_missing']))
  test('STUN alone: no TURN', () => expect(codes({ iceServers: [{ ...turn, url: 'stun:s' }] })).toEqual(['turn_missing']))
})

import { BlockList, isIP } from 'node:net'
import type { IceCheck } from './ice-check'

export type Scope = 'public' | 'private' | 'link-local' | 'loopback'

/** What clients are told to connect to. */
export type Listening = { readonly protocol: 'udp' | 'tcp'; readonly address: string; readonly port: number }

/** What is known of the ways to this server. */
export type Ways = {
  readonly sfu: { readonly status: 'ok' } | { readonly status: 'off'; readonly reason: string }
  readonly udp: boolean
  readonly listening: readonly Listening[]
  readonly iceServers: readonly IceCheck[]
}

export type Finding = {
  code:
    | 'sfu_off'
    | 'udp_off'
    | 'announced_loopback'
    | 'announced_private'
    | 'ipv6_missing'
    | 'stun_missing'
    | 'stun_unreachable'
    | 'turn_missing'
    | 'turn_unreachable'
    | 'turn_refused'
  level: 'problem' | 'note'
  text: string
  subject?: string
  detail?: string
}

const ranges: readonly (readonly [Exclude<Scope, 'public'>, string, number])[] = [
  ['loopback', '127.0.0.0', 8],
  ['loopback', '::1', 128],
  ['link-local', '169.254.0.0', 16],
  ['link-local', 'fe80::', 10],
  ['private', '10.0.0.0', 8],
  ['private', '172.16.0.0', 12],
  ['private', '192.168.0.0', 16],
  // shared by a provider's customers: no more reachable from outside than the others
  ['private', '100.64.0.0', 10],
  ['private', 'fc00::', 7],
]

const lists = new Map<Scope, BlockList>()
for (const [scope, net, bits] of ranges) {
  const list = lists.get(scope) ?? new BlockList()
  list.addSubnet(net, bits, isIP(net) === 6 ? 'ipv6' : 'ipv4')
  lists.set(scope, list)
}

/** Who reaches an address; a name counts as public. */
export function scopeOf(address: string): Scope {
  const family = isIP(address)
  if (family === 0) return address === 'localhost' ? 'loopback' : 'public'
  for (const [scope, list] of lists) if (list.check(address, family === 6 ? 'ipv6' : 'ipv4')) return scope
  return 'public'
}

/** What stands in the way of calls, worst first, each with what to change. */
export function findingsOf({ sfu, udp, listening, iceServers }: Ways): Finding[] {
  const found: Finding[] = []
  if (sfu.status === 'off')
    found.push({ code: 'sfu_off', level: 'problem', detail: sfu.reason, text: `Group calls are off: ${sfu.reason}.` })
  else found.push(...announced(listening, iceServers))
  if (sfu.status === 'ok' && !udp)
    found.push({
      code: 'udp_off',
      level: 'problem',
      text: 'Group calls use TCP only, which stutters on bad links. Set RTC_UDP=on and open the ports for UDP.',
    })
  const of = (scheme: string): readonly IceCheck[] => iceServers.filter(({ url }) => url.startsWith(scheme))
  for (const { url, status, detail = '' } of of('turn')) {
    if (status === 'unreachable')
      found.push({
        code: 'turn_unreachable',
        level: 'problem',
        subject: url,
        detail,
        text: `The TURN server ${url} does not answer this server (${detail}). See that it runs and its port is open.`,
      })
    if (status === 'refused')
      found.push({
        code: 'turn_refused',
        level: 'problem',
        subject: url,
        detail,
        text: `The TURN server ${url} refuses our password (${detail}). TURN_SECRET must be its static-auth-secret, and the clocks must agree.`,
      })
  }
  for (const { url, status, detail = '' } of of('stun'))
    if (status !== 'ok')
      found.push({
        code: 'stun_unreachable',
        level: 'problem',
        subject: url,
        detail,
        text: `The STUN server ${url} does not answer this server (${detail}).`,
      })
  if (of('turn').length === 0)
    found.push({
      code: 'turn_missing',
      level: 'note',
      text: 'There is no TURN server: people behind strict firewalls may be unable to call. Set TURN_URLS and TURN_SECRET.',
    })
  if (iceServers.length === 0)
    found.push({
      code: 'stun_missing',
      level: 'note',
      text: 'There is no STUN server: direct calls between different networks find no way. Set STUN_URLS.',
    })
  return found
}

function announced(listening: readonly Listening[], iceServers: readonly IceCheck[]): Finding[] {
  const addresses = [...new Set(listening.map(({ address }) => address))]
  const scopes = new Set(addresses.map(scopeOf))
  const subject = addresses.join(', ')
  // how others see this server: what a router's outside is called
  const outside = iceServers.map(({ seenAs }) => seenAs).find((address) => address && scopeOf(address) === 'public')
  const set = `Set RTC_ANNOUNCED_ADDRESS to the public address${outside ? `, ${outside}` : ''}.`
  const more = { subject, ...(outside ? { detail: outside } : {}) }
  const found: Finding[] = []
  if (addresses.length > 0 && !scopes.has('public')) {
    if (scopes.has('private'))
      found.push({
        code: 'announced_private',
        level: 'problem',
        ...more,
        text: `The announced address is private (${subject}): nobody outside this network reaches group calls. ${set}`,
      })
    else
      found.push({
        code: 'announced_loopback',
        level: 'problem',
        ...more,
        text: `The announced address is of this machine only (${subject}): nobody else reaches group calls. ${set}`,
      })
  }
  if (addresses.length > 0 && !addresses.some((address) => isIP(address) === 6 && scopeOf(address) !== 'loopback'))
    found.push({ code: 'ipv6_missing', level: 'note', text: 'Group calls are not offered over IPv6: no such address is announced.' })
  return found
}

import { expect, test } from 'bun:test'
import type { types } from 'mediasoup'
import { machineAddresses, openAddresses } from './addresses'

type Interfaces = Parameters<typeof machineAddresses>[1] & {}
type Address = NonNullable<Interfaces[string]>[number]

const one = (address: string, internal = false): Address =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4', netmask: '', mac: '', cidr: null }) as Address

const machine: Interfaces = {
  lo: [one('127.0.0.1', true), one('::1', true)],
  eth0: [one('2001:db8::5'), one('fe80::1'), one('192.168.1.5')],
  docker0: [one('172.17.0.1')],
}

const candidate = (address: string, protocol: 'udp' | 'tcp' = 'udp'): types.IceCandidate => ({
  foundation: protocol,
  priority: 1_000,
  ip: address,
  address,
  protocol,
  port: 21_000,
  type: 'host',
})

const told = (addresses: Awaited<ReturnType<typeof openAddresses>>, ...bound: string[]): string[] =>
  addresses.announce(bound.map((address) => candidate(address))).map(({ address }) => address)

test("the machine's addresses, IPv4 first: none of containers, none link-local, loopback when asked or when there is nothing else", () => {
  expect(machineAddresses(false, machine)).toEqual(['192.168.1.5', '2001:db8::5'])
  expect(machineAddresses(true, machine)).toEqual(['192.168.1.5', '127.0.0.1', '2001:db8::5', '::1'])
  expect(machineAddresses(false, { lo: machine['lo'] })).toEqual(['127.0.0.1', '::1'])
})

test('none given: everything is bound, and what the machine has at that moment is told', async () => {
  let now = machine
  const addresses = await openAddresses({ announced: [], loopback: false }, () => now)
  expect(addresses.listen).toEqual(['0.0.0.0', '::'])
  expect(told(addresses, '0.0.0.0', '::')).toEqual(['192.168.1.5', '2001:db8::5'])
  now = { eth0: [one('10.0.0.9')] }
  expect(told(addresses, '0.0.0.0', '::')).toEqual(['10.0.0.9'])
})

test('no IPv6 on the machine: none is bound', async () => {
  const addresses = await openAddresses({ announced: [], loopback: false }, () => ({ eth0: [one('10.0.0.9')] }))
  expect(addresses.listen).toEqual(['0.0.0.0'])
})

test("given addresses of the machine's own are bound as they are", async () => {
  const addresses = await openAddresses({ announced: ['127.0.0.1', '2001:db8::5'], loopback: false }, () => machine)
  expect(addresses.listen).toEqual(['127.0.0.1', '2001:db8::5'])
  expect(told(addresses, '127.0.0.1', '2001:db8::5')).toEqual(['127.0.0.1', '2001:db8::5'])
})

test("given addresses of a router's outside bind their family, and each is a candidate of its own", async () => {
  const addresses = await openAddresses({ announced: ['203.0.113.7', '203.0.113.8'], loopback: false }, () => machine)
  expect(addresses.listen).toEqual(['0.0.0.0'])
  const candidates = addresses.announce([candidate('0.0.0.0'), candidate('0.0.0.0', 'tcp')])
  expect(candidates.map(({ address, ip, protocol }) => [address, ip, protocol])).toEqual([
    ['203.0.113.7', '203.0.113.7', 'udp'],
    ['203.0.113.8', '203.0.113.8', 'udp'],
    ['203.0.113.7', '203.0.113.7', 'tcp'],
    ['203.0.113.8', '203.0.113.8', 'tcp'],
  ])
  expect(new Set(candidates.map(({ foundation }) => foundation)).size).toBe(4)
})

test('a host name is resolved; one that cannot be names the setting', async () => {
  const addresses = await openAddresses({ announced: ['localhost'], loopback: false }, () => machine)
  expect(addresses.listen).toContain('127.0.0.1')
  const refused = await openAddresses({ announced: ['no.such.host.invalid'], loopback: false }).catch(String)
  expect(refused).toContain('RTC_ANNOUNCED_ADDRESS: no.such.host.invalid')
})

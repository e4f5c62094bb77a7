import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { types } from 'mediasoup'

/** What is listened on, and what of it clients are told. */
export type Addresses = {
  readonly listen: readonly string[]
  /** A candidate for every address under which clients may reach what the worker bound. */
  announce(candidates: readonly types.IceCandidate[]): readonly types.IceCandidate[]
}

export type AddressOptions = {
  /** IPs or host names; none: the machine's own are found out. */
  readonly announced: readonly string[]
  /** Whether loopback is announced beside what is found out: for clients on this machine. */
  readonly loopback: boolean
}

const ANY4 = '0.0.0.0'
const ANY6 = '::'
/** Bridges of containers and virtual machines: nobody outside reaches them. */
const inner = /^(docker|veth|br-|virbr|lxc|lxd|cni|flannel|cali)/

type Interfaces = ReturnType<typeof networkInterfaces>

/** The addresses others may reach this machine under, IPv4 first. Pure but for its default. */
export function machineAddresses(loopback: boolean, interfaces: Interfaces = networkInterfaces()): readonly string[] {
  const all = Object.entries(interfaces).flatMap(([name, list]) => (list ?? []).map((one) => ({ ...one, name })))
  const outer = all.filter(({ internal, name, address }) => !internal && !inner.test(name) && !address.startsWith('fe80:'))
  const chosen = loopback || outer.length === 0 ? [...outer, ...all.filter(({ internal }) => internal)] : outer
  return chosen.toSorted((a, b) => Number(a.family === 'IPv6') - Number(b.family === 'IPv6')).map(({ address }) => address)
}

/**
 * Addresses given that are this machine's own are bound as they are; where one is not (a router's outside, a host name of it) its whole
 * family is bound, and so it is when none is given: then the machine's addresses are looked up anew for every client.
 */
export async function openAddresses(options: AddressOptions, interfaces: () => Interfaces = networkInterfaces): Promise<Addresses> {
  const given = (await Promise.all(options.announced.map(resolve))).flat()
  const found = (): readonly string[] => (given.length > 0 ? given : machineAddresses(options.loopback, interfaces()))
  const own = new Set(Object.values(interfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)))
  const listen = [4, 6].flatMap((family) => {
    const wanted = found().filter((address) => isIP(address) === family)
    if (wanted.length === 0) return []
    return given.length > 0 && wanted.every((address) => own.has(address)) ? wanted : [family === 4 ? ANY4 : ANY6]
  })
  return { listen, announce: (candidates) => candidates.flatMap((candidate) => reachable(candidate, found)) }
}

function reachable(candidate: types.IceCandidate, found: () => readonly string[]): types.IceCandidate[] {
  if (candidate.address !== ANY4 && candidate.address !== ANY6) return [candidate]
  const family = candidate.address === ANY4 ? 4 : 6
  const addresses = found().filter((address) => isIP(address) === family)
  return addresses.map((address, nth) => ({
    ...candidate,
    foundation: `${candidate.foundation}${nth}`,
    priority: candidate.priority - nth,
    ip: address,
    address,
  }))
}

async function resolve(nameOrAddress: string): Promise<readonly string[]> {
  if (isIP(nameOrAddress)) return [nameOrAddress]
  try {
    return (await lookup(nameOrAddress, { all: true })).map(({ address }) => address)
  } catch (error) {
    throw new Error(`RTC_ANNOUNCED_ADDRESS: ${nameOrAddress} cannot be resolved (${(error as Error).message})`, { cause: error })
  }
}

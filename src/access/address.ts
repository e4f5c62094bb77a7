import { BlockList, isIP } from 'node:net'

/** Decides whose X-Forwarded-For counts. */
export type Trusted = { has(address: string): boolean }

/** Addresses and networks (`10.0.0.0/8`) whose word about a client's address is taken. */
export function trustedProxies(networks: readonly string[]): Trusted {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return {
    has(address) {
      const version = isIP(address)
      return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
    },
  }
}

/**
 * The address of the client. A trusted proxy's X-Forwarded-For is read from the right, past every trusted hop; what a
 * stranger wrote further left does not count.
 */
export function clientAddress(headers: Headers, socketAddress: string, trusted: Trusted): string {
  let address = plainAddress(socketAddress)
  const hops = headers.get('x-forwarded-for')?.split(',') ?? []
  while (hops.length > 0 && trusted.has(address)) {
    const hop = plainAddress((hops.pop() ?? '').trim())
    if (isIP(hop) === 0) break
    address = hop
  }
  return address
}

/** True for a request from this very machine that no proxy passed on. */
export function isLocal(headers: Headers, socketAddress: string): boolean {
  const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via'].some((name) =>
    headers.has(name),
  )
  const address = plainAddress(socketAddress)
  return !forwarded && (address === '::1' || (isIP(address) === 4 && address.startsWith('127.')))
}

/** What is counted together: an IPv4 address, or the /64 network of an IPv6 one, which belongs to one customer. */
export function addressKey(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const middle = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...middle, ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

/** An IPv4 address in IPv6 clothes, or one with a port or brackets, as itself. */
function plainAddress(text: string): string {
  const bare = text.replace(/^\[(.*)\](:\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  return bare.toLowerCase().startsWith('::ffff:') && isIP(bare.slice(7)) === 4 ? bare.slice(7) : bare
}

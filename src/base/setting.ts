import { isIP } from 'node:net'

/** Turns the text of a variable into its value, or throws an Error that says what was expected. */
export type Parse<T> = (text: string) => T

function refuse(expected: string): never {
  throw new Error(`expected ${expected}`)
}

export const text: Parse<string> = (value) => value

/** A whole number within the bounds, both included. */
export function whole(min: number, max: number): Parse<number> {
  return (value) => {
    const number = Number(value)
    return /^\d+$/.test(value) && number >= min && number <= max ? number : refuse(`a whole number from ${min} to ${max}`)
  }
}

export function oneOf<const T extends string>(...allowed: readonly T[]): Parse<T> {
  return (value) => allowed.find((one) => one === value) ?? refuse(`one of ${allowed.join(', ')}`)
}

/** A URL with one of the given schemes. */
export function url(...schemes: readonly string[]): Parse<string> {
  return (value) => {
    const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : ''
    return schemes.includes(scheme) ? value : refuse(`a URL that starts with ${schemes.map((one) => `${one}:`).join(' or ')}`)
  }
}

export const webUrl: Parse<string> = (value) => {
  const parsed = new URL(url('http', 'https')(value))
  return parsed.pathname === '/' && !parsed.search && !parsed.hash ? parsed.origin : refuse('a URL without a path')
}

export const email: Parse<string> = (value) => (/^[^\s@]+@[^\s@]+$/.test(value) ? value.toLowerCase() : refuse('an e-mail address'))

export const host: Parse<string> = (value) =>
  isIP(value) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(value) ? value : refuse('an address or host name without a port')

/** What the kernel gives to outgoing connections; a media port among them would be taken now and then. */
export const ephemeralPorts = { first: 32_768, last: 60_999 } as const

/** 0, or a port that needs no privilege and that no outgoing connection takes. */
export const rtcPort: Parse<number> = (value) => {
  const port = whole(0, 65_535)(value)
  const taken = port >= ephemeralPorts.first && port <= ephemeralPorts.last
  return port === 0 || (port >= 1_024 && !taken) ? port : refuse(`0, or a port from 1024 to 32767 or from 61000`)
}

export const secret: Parse<string> = (value) => (value.length >= 32 ? value : refuse('at least 32 characters'))

/** `10.0.0.1` or `10.0.0.0/8`. */
export const network: Parse<string> = (value) => {
  const [address = '', bits, ...rest] = value.split('/')
  const family = isIP(address)
  const fits = bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
  return family && fits && rest.length === 0 ? value : refuse('addresses or networks such as 10.0.0.1 or 10.0.0.0/8')
}

/** `stun:host:port` and the like. */
export function iceUrl(...schemes: readonly string[]): Parse<string> {
  return (value) => {
    const colon = value.indexOf(':')
    const [scheme, rest] = [value.slice(0, colon), value.slice(colon + 1)]
    const known = colon > 0 && schemes.includes(scheme) && /^[^\s/?]+(\?transport=(udp|tcp))?$/.test(rest)
    return known ? value : refuse(`URLs such as ${schemes[0]}:turn.example.org:3478`)
  }
}

/** Values separated by commas. */
export function list<T>(item: Parse<T>): Parse<readonly T[]> {
  return (value) =>
    value
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
      .map(item)
}

/** Whether a server on this host is reached from this machine only. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'))
}

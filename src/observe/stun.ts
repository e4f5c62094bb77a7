import { createHash, createHmac, randomBytes } from 'node:crypto'

const cookie = 0x2112a442
const headerBytes = 20

/** As far as a check of reachability goes (RFC 8489, RFC 8656). */
export const methods = { binding: 0x001, allocate: 0x003, refresh: 0x004 } as const
const attributes = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  relayed: 0x0016,
  transport: 0x0019,
  mapped: 0x0020,
} as const

/** What coturn asks for after the first, nameless try. */
export type Credentials = { readonly username: string; readonly password: string; readonly realm: string; readonly nonce: string }

export type Request = {
  readonly method: keyof typeof methods
  readonly credentials?: Credentials
  /** Seconds an allocation shall live; 0 gives it back. */
  readonly lifetime?: number
}

/** An answer: `error` is null where the request was granted. */
export type Answer = {
  readonly error: { readonly code: number; readonly reason: string } | null
  readonly realm: string
  readonly nonce: string
  /** Where the request came from, seen from there. */
  readonly mapped: string | null
}

/** The bytes of a request; `id` finds its answer. */
export function encode({ method, credentials, lifetime }: Request, id: Buffer = randomBytes(12)): Buffer {
  const parts: Buffer[] = []
  // a relay for UDP: 17 is its protocol number
  if (method === 'allocate') parts.push(attribute(attributes.transport, Buffer.from([17, 0, 0, 0])))
  if (lifetime !== undefined) parts.push(attribute(attributes.lifetime, number32(lifetime)))
  if (!credentials) return message(methods[method], id, Buffer.concat(parts))
  const { username, password, realm, nonce } = credentials
  parts.push(attribute(attributes.username, Buffer.from(username)))
  parts.push(attribute(attributes.realm, Buffer.from(realm)), attribute(attributes.nonce, Buffer.from(nonce)))
  const body = Buffer.concat(parts)
  // the length that is signed counts the signature too
  const signed = message(methods[method], id, body, body.length + 24)
  const key = createHash('md5').update(`${username}:${realm}:${password}`).digest()
  const integrity = attribute(attributes.integrity, createHmac('sha1', key).update(signed).digest())
  return message(methods[method], id, Buffer.concat([body, integrity]))
}

/** Reads the answer to the request with this id; null when the bytes are not that. */
export function decode(bytes: Buffer, id: Buffer): Answer | null {
  if (bytes.length < headerBytes || bytes.readUInt32BE(4) !== cookie || !bytes.subarray(8, 20).equals(id)) return null
  const found = new Map<number, Buffer>()
  for (let at = headerBytes; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2)
    if (!found.has(bytes.readUInt16BE(at))) found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length + (-length & 3)
  }
  const text = (type: number): string => found.get(type)?.toString() ?? ''
  const isError = (bytes.readUInt16BE(0) & 0x0110) === 0x0110
  const error = found.get(attributes.error)
  const code = error && error.length >= 4 ? (error[2] as number) * 100 + (error[3] as number) : 0
  return {
    error: isError ? { code, reason: error?.subarray(4).toString() ?? '' } : null,
    realm: text(attributes.realm),
    nonce: text(attributes.nonce),
    mapped: addressOf(found.get(attributes.mapped), id),
  }
}

/** How long a message is by its header; null before the header is whole. For streams: TCP has no borders. */
export function lengthOf(bytes: Buffer): number | null {
  return bytes.length < headerBytes ? null : headerBytes + bytes.readUInt16BE(2)
}

function message(type: number, id: Buffer, body: Buffer, length = body.length): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(length, 2)
  head.writeUInt32BE(cookie, 4)
  return Buffer.concat([head, id, body])
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)])
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** XOR-MAPPED-ADDRESS: the address xored with the cookie and the id, so that no router on the way rewrites it. */
function addressOf(value: Buffer | undefined, id: Buffer): string | null {
  const bytes = value?.[1] === 1 ? 4 : value?.[1] === 2 ? 16 : 0
  if (!value || bytes === 0 || value.length < 4 + bytes) return null
  const mask = Buffer.concat([number32(cookie), id])
  const plain = Array.from({ length: bytes }, (_, index) => (value[4 + index] as number) ^ (mask[index] as number))
  if (bytes === 4) return plain.join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((plain[2 * index] as number) << 8) | (plain[2 * index + 1] as number)).toString(16),
  )
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}

import { expect, test } from 'bun:test'
import { partsOf } from './ice-check'
import { decode, encode, lengthOf } from './stun'

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex')
const id = bytes('b7e7a701bc34d686fa87dfae')

test('reads the answers of RFC 5769: an address of IPv4 and one of IPv6', () => {
  const four = bytes(`0101003c 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200008 0001a147 e112a643
    00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 80280004 c07d4c96`)
  expect(decode(four, id)).toEqual({ error: null, realm: '', nonce: '', mapped: '192.0.2.1' })
  const six = bytes(`01010048 2112a442 b7e7a701bc34d686fa87dfae 8022000b 7465737420766563746f7220 00200014 0002a147
    0113a9faa5d3f179bc25f4b5bed2b9d9 00080014 a382954e4be67bf11784c97c8292c275bfe3ed41 80280004 c8fb0b4c`)
  expect(decode(six, id)?.mapped).toBe('2001:db8:1234:5678:11:2233:4455:6677')
})

test('what belongs to another request, or is cut, is no answer', () => {
  const request = encode({ method: 'binding' }, id)
  expect(decode(request, Buffer.alloc(12))).toBeNull()
  expect(decode(request.subarray(0, 19), id)).toBeNull()
  for (let end = 20; end < 90; end++) decode(encode({ method: 'allocate', lifetime: 1 }, id).subarray(0, end), id)
})

test('a request says how long it is, and is signed as the server signs it', () => {
  const credentials = { username: 'u', password: 'p', realm: 'r', nonce: 'n' }
  const request = encode({ method: 'allocate', credentials }, id)
  expect([lengthOf(request), lengthOf(request.subarray(0, 10))]).toEqual([request.length, null])
  // MESSAGE-INTEGRITY is last: 24 bytes with its header
  expect(request.readUInt16BE(request.length - 24)).toBe(0x0008)
})

test('addresses of servers are read with the defaults of their scheme', () => {
  expect(partsOf('turn:turn.example.org')).toEqual({ scheme: 'turn', host: 'turn.example.org', port: 3478, transport: 'udp' })
  expect(partsOf('turn:[::1]:99?transport=tcp')).toEqual({ scheme: 'turn', host: '::1', port: 99, transport: 'tcp' })
  expect(partsOf('turns:a.org?transport=tcp')).toEqual({ scheme: 'turns', host: 'a.org', port: 5349, transport: 'tcp' })
  expect(partsOf('stun:a.org:1')).toEqual({ scheme: 'stun', host: 'a.org', port: 1, transport: 'udp' })
})

import { foreignIds } from './frames'
import type { Random } from './random'
import { crlf, type Kind, raw } from './raw-request'

/** The handshake of a socket with something wrong in it. */
export const oddHandshake: Kind = (random, known, { token }) => {
  const cut = [`${token.slice(0, -3)}abc`, token.split('.').slice(0, 2).join('.'), token.toUpperCase(), `${token}%20`]
  const odd = ['', '%', '%00', '%ff', 'a'.repeat(5_000), random.pick(foreignIds(known)), 'a&ticket=b', '&token=']
  const draw = random.next()
  const secret = draw < 0.4 ? token : random.pick([...cut, ...odd])
  const name = draw < 0.2 ? 'token' : random.pick(['token', 'token', 'ticket', 'TOKEN'])
  const version = draw > 0.2 && draw < 0.6 ? random.pick(['12', 'x', '']) : '13'
  const key = random.pick(['dGhlIHNhbXBsZSBub25jZQ==', 'dGhlIHNhbXBsZSBub25jZQ==', '', 'x', 'a'.repeat(1_000)])
  const upgrade = random.pick(['websocket', 'websocket', 'WebSocket', 'h2c'])
  const connection = random.pick(['Upgrade', 'Upgrade', 'close', 'keep-alive'])
  return { what: 'an odd handshake', bytes: handshake(`${name}=${secret}`, { version, key, upgrade, connection }), loose: true, half: true }
}

/** A good handshake, and behind it bytes that are no frames of WebSocket, or frames no client library makes. */
export const rawFrames: Kind = (random, _, { token }) => {
  const good = { version: '13', key: 'dGhlIHNhbXBsZSBub25jZQ==', upgrade: 'websocket', connection: 'Upgrade' }
  const frames = Array.from({ length: random.between(1, 5) }, () => rawFrame(random))
  return { what: 'raw frames', bytes: Buffer.concat([handshake(`token=${token}`, good), ...frames]), loose: true, half: true }
}

type Handshake = { readonly version: string; readonly key: string; readonly upgrade: string; readonly connection: string }

function handshake(query: string, { version, key, upgrade, connection }: Handshake): Uint8Array {
  const head = [`upgrade: ${upgrade}`, `connection: ${connection}`, `sec-websocket-version: ${version}`, `sec-websocket-key: ${key}`]
  return raw([`GET /v1/realtime/ws?${query} HTTP/1.1`, 'host: 127.0.0.1', ...head, '', ''].join(crlf))
}

function rawFrame(random: Random): Uint8Array {
  const text = random.pick([
    '{"type":"ping","requestId":"r"}',
    '\xff\xfe',
    '\xed\xa0\x80',
    '\xf0\x9f\x91',
    '{"type":"chat.send","payload":{"text":"\xc0\x80"}}',
    '',
  ])
  const payload = random.chance(0.7) ? raw(text) : random.bytes(random.pick([0, 1, 125]))
  const first = random.pick([0x81, 0x81, 0x82, 0x01, 0x80, 0x88, 0x89, 0x8a, 0x83, 0xc1, 0xf1, 0x08, 0x8f])
  const long = random.pick([
    null,
    null,
    null,
    [126, 0xff, 0xff],
    [127, 0, 0, 0, 0, 0, 1, 0, 1],
    [127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ])
  const [size, ...more] = long ?? [payload.length]
  if (random.chance(0.2)) return Buffer.from([first, size as number, ...more, ...payload])
  const mask = random.bytes(4)
  const masked = payload.map((byte, at) => byte ^ (mask[at % 4] as number))
  return Buffer.from([first, (size as number) | 0x80, ...more, ...mask, ...masked])
}

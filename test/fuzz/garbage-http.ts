import type { Known } from './frames'
import { foreignIds } from './frames'
import { type HttpInput, mutantOf } from './http-mutants'
import type { Random } from './random'
import { type Route, routes, type Sender } from './routes'

type Made = { readonly what: string; readonly bytes: Uint8Array; readonly loose?: true; readonly half?: true }
type Person = Sender & { readonly token: string }
type Kind = (random: Random, known: Known, sender: Person) => Made

const crlf = '\r\n'
const raw = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** A request line and headers as they are, with a Host unless told otherwise. */
const plain = (line: string, headers = '', body = '', host = `host: 127.0.0.1${crlf}`): Uint8Array =>
  raw(`${line}${crlf}${host}connection: close${crlf}${headers}${crlf}${body}`)

const methods: readonly string[] = [
  'PUT',
  'OPTIONS',
  'HEAD',
  'TRACE',
  'PATCH',
  'DELETE',
  'GET',
  'POST',
  'PROPFIND',
  'QUERY',
  'LINK',
  'LOCK',
  'SEARCH',
]
const wild: readonly string[] = ['get', 'FOO', 'CONNECT', 'G\x00T', '', 'A'.repeat(300), 'GET GET', '\xff', 'PRI', 'M-SEARCH', 'POST\t']
const paths: readonly string[] = [
  ...[
    '/',
    '//',
    '///',
    '/v1',
    '/v1/',
    '/v1//rooms',
    '/V1/ROOMS',
    '/v1/rooms/',
    '/v1/./rooms',
    '/v1/../v1/rooms',
    '/v1/%2e%2e/%2e%2e/etc/passwd',
    '/..',
  ],
  ...[
    '/../../../../etc/passwd',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cwin.ini',
    '/index.html',
    '/index.html%00.png',
    '/assets',
    '/assets/',
    '/r/x',
  ],
  ...[
    '/docs',
    '/docs/',
    '/docs/../src/main/main.ts',
    '/openapi.json',
    '/metrics',
    '/metrics/',
    '/health/x',
    '/health',
    '/favicon.ico',
    '/.env',
    '/.git/config',
  ],
  ...[
    '/v1/realtime/ws',
    '/v1/realtime/ws/',
    '/v1/realtime/ws?token=',
    '/v1/realtime/ws?ticket=x',
    '/v1/realtime',
    '/v1/rooms?',
    '/v1/rooms?&&&',
    '/v1/rooms#x',
  ],
  ...[
    '/%',
    '/%zz',
    '/%ff',
    '/%c0%ae',
    '/%00',
    '/%e2%80%ae',
    '/a%0d%0aset-cookie:x',
    '/__proto__',
    '/constructor',
    '/v1/__proto__',
    '/*',
    '/:id',
    '/;',
    '/\\..\\..',
  ],
  ...[
    '/?__proto__[x]=1',
    '/?a[]=1&a[]=2',
    `/${'a'.repeat(3_000)}`,
    `/${'a/'.repeat(1_500)}`,
    `/v1/users?query=${'%d1%8f'.repeat(101)}`,
    '/v1/rooms?limit=1&limit=2',
  ],
]
const hosts: readonly string[] = [
  ...[
    '',
    'a',
    'x:1',
    '[::1]',
    '[::1',
    '::1',
    'localhost:99999',
    'a b',
    'ex ample',
    'http://evil',
    'evil/path',
    '?',
    '#',
    '%',
    'user:pw@host',
    '/',
  ],
  ...['\xff', '\xe6\x97\xa5', 'a'.repeat(300), '127.0.0.1:8080:8080', '..', '0', '1.2.3', '0x7f.1', 'xn--', 'a,b', '"', '<script>'],
]
const types: readonly string[] = [
  ...[
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
  ],
  ...[
    'APPLICATION/JSON',
    'application/json;',
    'application/problem+json',
    'application/xml',
    '\xff',
    ';',
    '/',
    'application/json, text/plain',
    'x'.repeat(4_000),
  ],
]
const forwarded: readonly string[] = [
  ...[
    'x-forwarded-for: 1.2.3.4',
    'x-forwarded-for: ,,,',
    'x-forwarded-for: 127.0.0.1, ::1, [::1]:80, unknown',
    `x-forwarded-for: ${'1.1.1.1,'.repeat(400)}`,
  ],
  ...[
    'x-forwarded-for: \xff\xfe',
    'forwarded: for="[::1"',
    'x-real-ip: __proto__',
    'x-forwarded-host: evil',
    'x-forwarded-proto: javascript',
    'via: 1.0 x',
  ],
  ...[
    'x-request-id: \xff',
    `x-request-id: ${'r'.repeat(200)}`,
    'x-request-id: {"a":1}',
    'if-none-match: "',
    'if-none-match: *',
    'range: bytes=-1',
    'range: bytes=0-0,9-1',
  ],
  ...[
    'accept: text/html',
    'accept: */*;q=x',
    'accept-encoding: gzip',
    'accept-encoding: gzip;q=0, \xff',
    'cookie: a=b; __proto__=1',
    'cookie: \xff=%zz',
    'expect: 100-continue',
  ],
  ...[
    'origin: null',
    'sec-fetch-site: cross-site',
    'upgrade: websocket',
    'upgrade: h2c',
    'connection: upgrade',
    'te: trailers',
    'x-http-method-override: DELETE',
    'date: x',
  ],
  ...[
    'idempotency-key: x',
    'user-agent: \xff\xd8',
    `user-agent: ${'u'.repeat(2_000)}`,
    'authorization: Bearer x',
    'content-encoding: gzip',
    '__proto__: x',
    'constructor: x',
  ],
]

/** A route whose good request changes nothing that must stay. */
const harmless = (random: Random): Route =>
  random.pick(routes.filter(({ method, path }) => method === 'GET' || path.startsWith('/v1/auth/l')))

const kinds: readonly Kind[] = [
  (random, _, { token }) => {
    const [method, path] = [random.pick(methods), random.pick(paths)]
    const auth = random.chance(0.6) ? `authorization: Bearer ${token}${crlf}` : ''
    const body = ['GET', 'HEAD'].includes(method) ? '' : random.pick(['', '{}', '[]', 'x'])
    return {
      what: `${method} ${path.slice(0, 80)}`,
      bytes: plain(`${method} ${path} HTTP/1.1`, `${auth}content-length: ${body.length}${crlf}`, body),
    }
  },
  (random, _, { token }) => {
    const { method, path } = random.pick(routes)
    const other = random.pick(methods.filter((name) => name !== method))
    const target = path.replace(/\{\w+\}/g, () => random.uuid())
    return {
      what: 'another method',
      bytes: plain(`${other} ${target} HTTP/1.1`, `authorization: Bearer ${token}${crlf}content-length: 0${crlf}`),
    }
  },
  (random) => ({ what: 'a wild method', bytes: plain(`${random.pick(wild)} ${random.pick(paths)} HTTP/1.1`), loose: true, half: true }),
  (random, known, sender) => {
    const { method, path } = harmless(random)
    const target = path.replace('{id}', 'general').replace(/\{\w+\}/, random.pick(known.users))
    const head = [`authorization: Bearer ${sender.token}`, random.pick(forwarded), random.pick(forwarded)].join(crlf) + crlf
    return {
      what: 'odd headers',
      bytes: plain(`${method} ${target} HTTP/1.1`, `${head}${method === 'POST' ? `content-length: 0${crlf}` : ''}`),
      loose: true,
      half: true,
    }
  },
  (random, _, { token }) => {
    const head = `authorization: Bearer ${token}${crlf}`
    return {
      what: 'an odd Host',
      bytes: plain(
        `GET ${random.pick(['/v1/auth/me', '/', '/health', '/v1/rooms?limit=1'])} HTTP/1.1`,
        head,
        '',
        `host: ${random.pick(hosts)}${crlf}`,
      ),
      loose: true,
      half: true,
    }
  },
  (random, _, { token }) => {
    const body = random.pick([
      '{"name":"Anna"}',
      'name=Anna',
      '<a/>',
      '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
      '\xff\xfe{\x00}\x00',
      '\xef\xbb\xbf{}',
    ])
    const head = `authorization: Bearer ${token}${crlf}content-type: ${random.pick(types)}${crlf}content-length: ${body.length}${crlf}`
    return { what: 'an odd content type', bytes: plain('PATCH /v1/users/me HTTP/1.1', head, body) }
  },
  (random, _, { token }) => {
    const length = random.pick(['-1', '0', '5', '100', '65537', '1e3', '0x10', '99999999999999999999', 'x', '', '1, 2', '+3'])
    const head = `authorization: Bearer ${token}${crlf}content-type: application/json${crlf}content-length: ${length}${crlf}`
    const more = random.pick(['', `content-length: 3${crlf}`, `transfer-encoding: chunked${crlf}`])
    return {
      what: `content-length ${length}`,
      bytes: plain('POST /v1/realtime/ticket HTTP/1.1', head + more, '{"a":1}'),
      loose: true,
      half: true,
    }
  },
  (random, _, { token }) => {
    const chunks = random.pick([
      '7\r\n{"a":1}\r\n0\r\n\r\n',
      '7\r\n{"a":1}\r\n',
      'zz\r\n{}\r\n0\r\n\r\n',
      'ffffffffffffffff\r\n{}',
      '-1\r\n{}\r\n',
      '2;ext=1\r\n{}\r\n0\r\ntrailer: 1\r\n\r\n',
      '0\r\n\r\n',
    ])
    const head = `authorization: Bearer ${token}${crlf}content-type: application/json${crlf}transfer-encoding: chunked${crlf}`
    return { what: 'odd chunks', bytes: plain('POST /v1/realtime/ticket HTTP/1.1', head, chunks), loose: true, half: true }
  },
  (random, _, { token }) => {
    const size = random.pick([65_535, 65_536, 65_537, 100_000, 1_000_000])
    const body = `{"text":"${'a'.repeat(size - 11)}"}`
    const head = `authorization: Bearer ${token}${crlf}content-type: application/json${crlf}content-length: ${body.length}${crlf}`
    return { what: `a body of ${size} bytes`, bytes: plain('POST /v1/rooms/general/messages HTTP/1.1', head, body) }
  },
  (random, _, sender) => {
    const body = random.pick([
      '',
      '{',
      '[]',
      'null',
      '1',
      '"a"',
      '{}{}',
      '{"a":}',
      "{'a':1}",
      '\u0000',
      '{"a":"\\u0000"}',
      '['.repeat(20_000),
      '{"a":'.repeat(9_000),
      '\xff',
    ])
    const route = random.pick(routes.filter(({ method, path }) => method === 'POST' && !path.includes('{') && !path.endsWith('logout')))
    const bytes = Buffer.from(body, 'latin1')
    const head = `authorization: Bearer ${sender.token}${crlf}content-type: application/json${crlf}content-length: ${bytes.length}${crlf}`
    return { what: 'no such JSON', bytes: plain(`${route.method} ${route.path} HTTP/1.1`, head, body) }
  },
  (random) => ({ what: 'random bytes', bytes: random.bytes(random.pick([1, 10, 100, 5_000])), loose: true, half: true }),
  (random, known, sender) => {
    const whole = mutantOf(harmless(random), known, sender, random).bytes
    return { what: 'cut off', bytes: whole.subarray(0, random.between(1, whole.length - 1)), loose: true, half: true }
  },
  (random, known, sender) => {
    const whole = Buffer.from(mutantOf(harmless(random), known, sender, random).bytes)
    for (let times = random.between(1, 4); times > 0; times -= 1) whole[random.between(0, whole.length - 1)] = random.between(0, 255)
    return { what: 'bytes changed', bytes: whole, loose: true, half: true }
  },
  (random) => {
    const lines =
      Array.from({ length: random.pick([10, 90, 200]) }, (_, n) => `x-${n}: ${'v'.repeat(random.pick([1, 100]))}`).join(crlf) + crlf
    return { what: 'many headers', bytes: plain('GET /health/live HTTP/1.1', lines), loose: true, half: true }
  },
  (random, known, { token }) => {
    const secret = random.pick([
      token,
      `${token.slice(0, -3)}abc`,
      token.split('.').slice(0, 2).join('.'),
      '',
      '%',
      '%00',
      '%ff',
      'a'.repeat(5_000),
      random.pick(foreignIds(known)),
      'a&ticket=b',
      '&token=',
    ])
    const version = random.pick(['13', '12', 'x', ''])
    const key = random.pick(['dGhlIHNhbXBsZSBub25jZQ==', '', 'x', 'a'.repeat(1_000)])
    const head = `upgrade: ${random.pick(['websocket', 'WebSocket', 'h2c'])}${crlf}sec-websocket-version: ${version}${crlf}sec-websocket-key: ${key}${crlf}`
    const line = `GET /v1/realtime/ws?${random.pick(['token', 'ticket', 'TOKEN'])}=${secret} HTTP/1.1`
    return {
      what: 'an odd handshake',
      bytes: raw(`${line}${crlf}host: 127.0.0.1${crlf}connection: ${random.pick(['Upgrade', 'close', 'keep-alive'])}${crlf}${head}${crlf}`),
      loose: true,
      half: true,
    }
  },
]

export const garbageHttpKinds = kinds.length

/** An input of garbage for the HTTP port; `at` chooses the kind. */
export function garbageRequest(at: number, known: Known, sender: Person, random: Random): HttpInput {
  const make = kinds[at % kinds.length] as Kind
  const { what, bytes, loose = false, half = false } = make(random, known, sender)
  return { kind: 'http', hit: null, what, bytes, loose, half, signed: false }
}

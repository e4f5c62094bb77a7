/** Words that do not belong where they are put, in the bytes of latin1. */
const list = (text: string): string[] => text.trim().split(/\s+/)

export const methods: readonly string[] = list('PUT OPTIONS HEAD TRACE PATCH DELETE GET POST PROPFIND QUERY LINK LOCK SEARCH')

export const wildMethods: readonly string[] = [
  '',
  'GET GET',
  'POST\t',
  'G\x00T',
  'A'.repeat(300),
  ...list('get FOO CONNECT \xff PRI M-SEARCH'),
]

export const paths: readonly string[] = [
  ...list('/ // /// /.. /* /:id /; /% /%zz /%ff /%c0%ae /%00 /%e2%80%ae /a%0d%0aset-cookie:x /__proto__ /constructor /v1/__proto__'),
  ...list('/v1 /v1/ /v1//rooms /V1/ROOMS /v1/rooms/ /v1/./rooms /v1/../v1/rooms /v1/%2e%2e/%2e%2e/etc/passwd /v1/rooms? /v1/rooms?&&&'),
  ...list(
    '/../../../../etc/passwd /%2e%2e/%2e%2e/package.json /..%5c..%5cwin.ini /\\..\\.. /index.html /index.html%00.png /assets /assets/',
  ),
  ...list('/r/x /docs /docs/ /docs/../src/main/main.ts /openapi.json /metrics /metrics/ /health/x /health /favicon.ico /.env /.git/config'),
  ...list(
    '/v1/realtime/ws /v1/realtime/ws/ /v1/realtime/ws?token= /v1/realtime/ws?ticket=x /v1/realtime /v1/rooms#x /v1/rooms?limit=1&limit=2',
  ),
  ...list('/?__proto__[x]=1 /?a[]=1&a[]=2 /v1/rooms?limit[]=1 /v1/users?query[a]=b'),
  ...[`/${'a'.repeat(3_000)}`, `/${'a/'.repeat(1_500)}`, `/v1/users?query=${'%d1%8f'.repeat(101)}`],
]

export const hosts: readonly string[] = [
  ...list('a x:1 [::1] [::1 ::1 localhost:99999 http://evil evil/path ? # % user:pw@host / \xff \xe6\x97\xa5 127.0.0.1:8080:8080 .. 0'),
  ...['', 'a b', 'ex ample', 'a'.repeat(300), ...list('1.2.3 0x7f.1 xn-- a,b " <script>')],
]

export const contentTypes: readonly string[] = [
  ...list('text/plain application/x-www-form-urlencoded multipart/form-data APPLICATION/JSON application/json; application/problem+json'),
  ...['', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16', 'application/json, text/plain', 'x'.repeat(4_000)],
  ...list('application/xml \xff ; /'),
]

/** Whole header lines. */
export const headers: readonly string[] = [
  ...[
    'x-forwarded-for: 1.2.3.4',
    'x-forwarded-for: ,,,',
    'x-forwarded-for: 127.0.0.1, ::1, [::1]:80, unknown',
    'x-forwarded-for: \xff\xfe',
  ],
  ...[
    `x-forwarded-for: ${'1.1.1.1,'.repeat(400)}`,
    'forwarded: for="[::1"',
    'x-real-ip: __proto__',
    'x-forwarded-host: evil',
    'via: 1.0 x',
  ],
  ...['x-request-id: \xff', `x-request-id: ${'r'.repeat(200)}`, 'x-request-id: {"a":1}', 'if-none-match: "', 'if-none-match: *'],
  ...[
    'range: bytes=-1',
    'range: bytes=0-0,9-1',
    'accept: text/html',
    'accept: */*;q=x',
    'accept-encoding: gzip',
    'accept-encoding: gzip;q=0, \xff',
  ],
  ...[
    'cookie: a=b; __proto__=1',
    'cookie: \xff=%zz',
    'expect: 100-continue',
    'origin: null',
    'sec-fetch-site: cross-site',
    'upgrade: websocket',
  ],
  ...['upgrade: h2c', 'connection: upgrade', 'te: trailers', 'x-http-method-override: DELETE', 'date: x', 'idempotency-key: x'],
  ...['user-agent: \xff\xd8', `user-agent: ${'u'.repeat(2_000)}`, 'authorization: Bearer x', 'content-encoding: gzip', '__proto__: x'],
]

/** In place of a parameter, encoded and not: no space or line break, which end the request line, and not `general`, where people meet. */
export const params: readonly string[] = [
  ...list(
    '0 -1 1.5 1e3 1e999 201 2147483648 9223372036854775808 99999999999999999999 NaN Infinity null true undefined __proto__ constructor',
  ),
  ...list(
    'me generally GENERAL . .. %2e%2e %2f %5c ..%2f..%2fetc %00 a%00b % %2 %zz %ff %c0%af %ed%a0%80 %ef%bb%bf %F0%9F%91%8B %d1%8f + %20',
  ),
  ...list("%2B1 %09 %0d%0ax:1 * 00000000-0000-0000-0000-000000000000 ' %27%3b-- [] {} %7B%7D [$ne]=1 & = ? ; $ a,b 0x10 1_000"),
  '',
]

/** In place of an Idempotency-Key. */
export const keys: readonly string[] = [
  '',
  ...list('1 null a 00000000 \xff {} urn:uuid:0198f0aa-0000-7000-8000-000000000001'),
  'x'.repeat(300),
]

/** Bodies that are no JSON object, or just not one. */
export const bodies: readonly string[] = [
  ...['', '{', '[]', 'null', '1', '"a"', '{}{}', '{"a":}', "{'a':1}", '\u0000', '{"a":"\\u0000"}', '\xff', '\xef\xbb\xbf{}'],
  ...['['.repeat(20_000), '{"a":'.repeat(9_000), '[1,]', '{"a":1}//', ' ', '{"__proto__":{"x":1}}', '{"a":1e999}'],
]

import type { Known } from './frames'
import { oddHandshake, rawFrames } from './garbage-handshakes'
import { bodies, contentTypes, headers, hosts, methods, paths, wildMethods } from './garbage-words'
import { type HttpInput, mutantOf } from './http-mutants'
import type { Random } from './random'
import { crlf, type Kind, plain, type Person } from './raw-request'
import { type Route, routes } from './routes'

/** A route whose good request changes nothing that must stay. */
const harmless = (random: Random): Route =>
  random.pick(routes.filter(({ method, path }) => method === 'GET' || path.startsWith('/v1/auth/l')))

const json = (token: string): string => `authorization: Bearer ${token}${crlf}content-type: application/json${crlf}`

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
  (random) => ({
    what: 'a wild method',
    bytes: plain(`${random.pick(wildMethods)} ${random.pick(paths)} HTTP/1.1`),
    loose: true,
    half: true,
  }),
  (random, known, sender) => {
    const { method, path } = harmless(random)
    const target = path.replace('{id}', 'general').replace(/\{\w+\}/, random.pick(known.users))
    const head = [`authorization: Bearer ${sender.token}`, random.pick(headers), random.pick(headers)].join(crlf) + crlf
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
    const head = `authorization: Bearer ${token}${crlf}content-type: ${random.pick(contentTypes)}${crlf}content-length: ${body.length}${crlf}`
    return { what: 'an odd content type', bytes: plain('PATCH /v1/users/me HTTP/1.1', head, body) }
  },
  (random, _, { token }) => {
    const length = random.pick(['-1', '0', '5', '100', '65537', '1e3', '0x10', '99999999999999999999', 'x', '', '1, 2', '+3'])
    const head = `${json(token)}content-length: ${length}${crlf}`
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
    const head = `${json(token)}transfer-encoding: chunked${crlf}`
    return { what: 'odd chunks', bytes: plain('POST /v1/realtime/ticket HTTP/1.1', head, chunks), loose: true, half: true }
  },
  (random, _, { token }) => {
    const size = random.pick([65_535, 65_536, 65_537, 100_000, 1_000_000])
    const body = `{"text":"${'a'.repeat(size - 11)}"}`
    const head = `${json(token)}content-length: ${body.length}${crlf}`
    return { what: `a body of ${size} bytes`, bytes: plain('POST /v1/rooms/general/messages HTTP/1.1', head, body) }
  },
  (random, _, sender) => {
    const body = random.pick(bodies)
    const route = random.pick(routes.filter(({ method, path }) => method === 'POST' && !path.includes('{') && !path.endsWith('logout')))
    const bytes = Buffer.from(body, 'latin1')
    const head = `${json(sender.token)}content-length: ${bytes.length}${crlf}`
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
  oddHandshake,
  rawFrames,
]

/** An input of garbage for the HTTP port; `at` chooses the kind. */
export function garbageRequest(at: number, known: Known, sender: Person, random: Random): HttpInput {
  const make = kinds[at % kinds.length] as Kind
  const { what, bytes, loose = false, half = false } = make(random, known, sender)
  return { kind: 'http', hit: null, what, bytes, loose, half, signed: false }
}

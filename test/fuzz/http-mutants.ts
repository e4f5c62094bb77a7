import { keys as wrongKeys, params as wrongParams } from './garbage-words'
import { foreignIds, type Known } from './frames'
import type { Json } from './json-text'
import { mutate } from './mutation'
import type { Random } from './random'
import { bodyOf, paramOf, type Route, type Sender } from './routes'

/** One HTTP request as it goes over the wire. */
export type HttpInput = {
  readonly kind: 'http'
  /** The route it was made for, if one. */
  readonly hit: string | null
  readonly what: string
  readonly bytes: Uint8Array
  /** Not proper HTTP: the listener may refuse it, or hang up, before our code sees it. */
  readonly loose: boolean
  /** Nothing follows these bytes, whatever they promise. */
  readonly half: boolean
  /** Sent with the sender's own token: a 401 means that it died. */
  readonly signed: boolean
}

/** What a request is written from. */
type Parts = {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string | null
}

export function writeRequest({ method, target, headers, body }: Parts): Uint8Array {
  const bytes = body === null ? Buffer.alloc(0) : Buffer.from(body)
  const own: (readonly [string, string])[] = [['host', '127.0.0.1'], ['connection', 'close'], ...headers]
  if (body !== null) own.push(['content-type', 'application/json'], ['content-length', String(bytes.length)])
  const head = `${method} ${target} HTTP/1.1\r\n${own.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes])
}

function wrongParam(random: Random, good: string, foreign: readonly string[]): string {
  const draw = random.next()
  if (draw < 0.6) return random.pick(wrongParams)
  if (draw < 0.75) return random.pick(foreign)
  if (draw < 0.8) return random.pick(['a', '1', '%41', '/', 'a/']).repeat(random.pick([64, 100, 513, 3_000]))
  return random.pick([
    good.toUpperCase(),
    good.slice(1),
    `${good}x`,
    `${good}%20`,
    `${good}/`,
    `/${good}`,
    `urn:uuid:${good}`,
    `%7B${good}%7D`,
    random.uuid(),
  ])
}

/** Headers that are not what they should be; none of them breaks the request apart. */
function wrongAuthorization(random: Random, token: string, foreign: readonly string[]): string {
  const [head = '', body = '', seal = ''] = token.split('.')
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  const forever = Buffer.from(JSON.stringify({ sub: random.pick(foreign), did: random.uuid(), exp: 9e9 })).toString('base64url')
  return random.pick([
    ...[
      '',
      'Bearer',
      'Bearer ',
      'bearer null',
      `Basic ${token}`,
      token,
      `Bearer  ${token}x`,
      `Bearer ${token.slice(0, -2)}`,
      `Bearer ${token} x`,
    ],
    ...[
      `Bearer ${none}.${body}.`,
      `Bearer ${none}.${body}.${seal}`,
      `Bearer ${head}.${forever}.${seal}`,
      `Bearer ${head}..${seal}`,
      'Bearer ..',
    ],
    ...[
      `Bearer ${body}.${head}.${seal}`,
      `Bearer ${'a'.repeat(5_000)}`,
      'Bearer \xff\xfe',
      `Bearer ${token}, Bearer ${token}`,
      'Bearer %00',
      'Bearer []',
    ],
  ])
}

/** A good request for the route with one fault. */
export function mutantOf(route: Route, known: Known, sender: Sender & { readonly token: string }, random: Random): HttpInput {
  const foreign = foreignIds(known)
  const body: Json = bodyOf(route, known, sender, random)
  const params = route.params.filter(({ in: place }) => place === 'path' || random.chance(0.6))
  const values = new Map(params.map((param) => [param, paramOf(param, route, known, random)]))
  let text = body === null ? null : JSON.stringify(body)
  let authorization: string | null = `Bearer ${sender.token}`
  let what = ''
  const query: string[] = []

  const inBody = body !== null && (Object.keys(body as object).length > 0 ? random.chance(0.65) : random.chance(0.2))
  const param = params.length > 0 && random.chance(0.75) ? random.pick(params) : null
  const elsewhere = random.pick(['authorization', 'authorization', 'query', 'body'])
  if (inBody) ({ what, text } = mutate(random, body, foreign))
  else if (param) {
    const good = values.get(param) ?? ''
    const wrong = param.in === 'header' ? random.pick([...wrongKeys, random.uuid().toUpperCase()]) : wrongParam(random, good, foreign)
    what = `${param.in} ${param.name} = ${wrong}`
    values.set(param, wrong)
  } else if (elsewhere === 'authorization') {
    authorization = random.chance(0.2) ? null : wrongAuthorization(random, sender.token, foreign)
    what = `authorization: ${authorization}`
  } else if (elsewhere === 'query') {
    const name = random.pick(['limit', 'cursor', '__proto__', 'limit[]', 'constructor', 'x', '%00', '%ff', 'token'])
    what = `query ${name}`
    query.push(name + random.pick(['', '=', '=1', '=%00', '=%ff', '=a&limit=2']))
  } else {
    text = mutate(random, { extra: 1 }, foreign).text
    what = 'a body nobody asked for'
  }

  let target = route.path
  const headers: [string, string][] = []
  for (const [{ in: place, name }, value] of values) {
    if (place === 'path') target = target.replace(`{${name}}`, () => value)
    else if (place === 'query') query.push(`${name}=${value}`)
    else headers.push([name, value])
  }
  if (query.length > 0) target += `?${query.join('&')}`
  const signed = authorization === `Bearer ${sender.token}`
  if (authorization !== null) headers.push(['authorization', authorization])
  const bytes = writeRequest({ method: route.method, target, headers, body: text })
  return { kind: 'http', hit: route.name, what, bytes, loose: false, half: false, signed }
}

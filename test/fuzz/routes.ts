import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Known } from './frames'
import type { Json } from './json-text'
import type { Random } from './random'

/** One route of the OpenAPI document. */
export type Route = { readonly name: string; readonly method: string; readonly path: string; readonly params: readonly Param[] }
type Param = { readonly in: 'path' | 'query' | 'header'; readonly name: string }

type Operation = { readonly parameters?: readonly Param[] }
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }

const document = JSON.parse(readFileSync(join(import.meta.dir, '../../docs/reference/openapi.json'), 'utf8')) as Document

/** Every route there is. */
export const routes: readonly Route[] = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([verb, { parameters = [] }]) => {
    const method = verb.toUpperCase()
    return { name: `${method} ${path}`, method, path, params: parameters }
  }),
)

/** Who sends: what only they know. */
export type Sender = { readonly email: string; readonly password: string; readonly refreshToken: string }

const bodies: Readonly<Record<string, (known: Known, sender: Sender, random: Random) => Record<string, Json>>> = {
  'POST /v1/auth/register': (_, __, random) => ({
    email: `fuzz-${random.uuid()}@example.org`,
    password: 'password123',
    name: 'Фаззер',
    deviceName: 'Fuzz',
  }),
  'POST /v1/auth/login': (_, { email, password }) => ({ email, password, deviceName: 'Fuzz' }),
  'POST /v1/auth/refresh': (_, { refreshToken }) => ({ refreshToken }),
  'PATCH /v1/users/me': (_, { password }, random) =>
    random.chance(0.3) ? { password: { current: password, new: password }, name: 'Mixed' } : { name: 'Anna' },
  'POST /v1/rooms': (_, __, random) => ({
    slug: `made-${random.uuid().slice(0, 20)}`,
    name: 'Room',
    topic: 'Topic',
    visibility: 'private',
  }),
  'POST /v1/direct': ({ users }, _, random) => ({ userIds: [random.pick(users), random.pick(users)] }),
  'PATCH /v1/rooms/{id}': () => ({ name: 'Renamed', topic: 'Weather', visibility: 'open', memberLimit: 1_000 }),
  'POST /v1/rooms/{id}/members': ({ users }, _, random) => ({ userId: random.pick(users) }),
  'PATCH /v1/rooms/{id}/members/{userId}': (_, __, random) => ({ role: random.pick(['member', 'moderator', 'owner']) }),
  'POST /v1/rooms/{id}/messages': ({ messages }, _, random) => ({
    text: 'hello over HTTP',
    ...(messages.length > 0 ? { replyTo: random.pick(messages) } : {}),
  }),
}

/** A good body for the route; null where it takes none, `{}` where it says nothing. */
export function bodyOf(route: Route, known: Known, sender: Sender, random: Random): Json {
  const body = bodies[route.name]
  if (body) return body(known, sender, random)
  return route.method === 'POST' ? {} : null
}

/** A good value for a parameter of the path, the query or the headers. */
export function paramOf({ name, in: place }: Param, route: Route, known: Known, random: Random): string {
  if (place === 'header') return random.uuid()
  switch (name) {
    case 'id':
      // what closes or hides a room for good must not hit the one where everybody meets
      return random.chance(0.7) || route.method === 'PATCH' || route.path.endsWith('/archive')
        ? random.pick(known.rooms)
        : random.pick(known.slugs)
    case 'userId':
      return route.path.includes('/members/') && random.chance(0.2) ? 'me' : random.pick(known.users)
    case 'deviceId':
      return random.pick(known.devices)
    case 'callId':
      return random.chance(0.8) && known.calls.length > 0 ? random.pick(known.calls).callId : random.uuid()
    case 'fileId':
      return random.pick(known.files)
    case 'key':
      return `${Buffer.from(JSON.stringify([random.pick(known.files), known.me, random.uuid(), 9e15])).toString('base64url')}.${random.uuid()}`
    case 'limit':
      return String(random.between(1, 200))
    case 'before':
    case 'after':
      return String(random.between(0, 50))
    case 'kind':
      return random.pick(['room', 'session', 'call', 'people'])
    case 'query':
      return 'a'
    case 'cursor':
      return random.pick(known.users)
    default:
      throw new Error(`${route.name}: no value for the parameter ${name}`)
  }
}

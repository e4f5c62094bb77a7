import * as actors from '#protocol/http/actors'
import * as auth from '#protocol/http/auth'
import * as devices from '#protocol/http/devices'
import * as files from '#protocol/http/files'
import * as health from '#protocol/http/health'
import * as members from '#protocol/http/members'
import * as messages from '#protocol/http/messages'
import * as problem from '#protocol/http/problem'
import * as quality from '#protocol/http/quality'
import * as realtime from '#protocol/http/realtime'
import * as rtc from '#protocol/http/rtc'
import * as rooms from '#protocol/http/rooms'
import * as users from '#protocol/http/users'
import * as models from '#protocol/models'
import type { Json } from './openapi-refine'

/** A schema that stands elsewhere. */
export type Named = { $ref: string }

export type Names = {
  /** The value with every schema of protocol replaced by a reference to its name. */
  refer(value: unknown): unknown
  /** The schemas that were referred to, by name, sorted. */
  schemas(): Json
}

/**
 * The names of protocol's objects and word lists, found again by their shape: the plugin copies schemas, so identity
 * is gone. Where two names have one shape, the first in this order counts.
 */
export function namesOf(simplify: (value: unknown) => unknown): Names {
  const byShape = new Map<string, string>()
  const all = new Map<string, Json>()
  const parts = [models, problem, auth, users, devices, rooms, members, messages, files, realtime, rtc, quality, health, actors]
  for (const [name, schema] of parts.flatMap((part) => Object.entries(part))) {
    if (typeof schema !== 'object' || !('type' in schema || 'anyOf' in schema)) continue
    const simple = simplify(JSON.parse(JSON.stringify(schema))) as Json
    if (Object.keys(simple['properties'] ?? {}).length === 0 && !('enum' in simple)) continue
    all.set(name, simple)
    const shape = shapeOf(simple)
    if (!byShape.has(shape)) byShape.set(shape, name)
  }
  const used = new Set(['Problem'])

  function inside(value: object): unknown {
    if (Array.isArray(value)) return value.map(refer)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, refer(inner)]))
  }

  function refer(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const name = 'properties' in value || 'enum' in value ? byShape.get(shapeOf(value)) : undefined
    if (!name) return inside(value)
    used.add(name)
    return { $ref: `#/components/schemas/${name}` } satisfies Named
  }

  function schemas(): Json {
    const done: Json = {}
    // a Set also walks what is added to it on the way
    for (const name of used) done[name] = inside(all.get(name) as Json)
    return Object.fromEntries(Object.entries(done).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  return { refer, schemas }
}

/** The same text for the same schema, whatever the order of its keys. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return `{${entries
    .map(([key, inner]) => `${key}:${shapeOf(inner)}`)
    .sort()
    .join()}}`
}

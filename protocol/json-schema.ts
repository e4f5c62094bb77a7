import type { TSchema } from '@sinclair/typebox'
import { RoomRef } from './frames/define'
import { Refusal } from './frames/session'
import * as models from './models'

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [key: string]: Json }

/** Schemas that have a name of their own in the AsyncAPI document, and so one type each in generated clients. */
const shared: Readonly<Record<string, TSchema>> = {
  Author: models.Author,
  FullMedia: models.FullMedia,
  IceServer: models.IceServer,
  Media: models.Media,
  Message: models.Message,
  Participant: models.Participant,
  PresenceChange: models.PresenceChange,
  PresentUser: models.PresentUser,
  Refusal,
  Room: models.Room,
  RoomRef,
  SharedRoom: models.SharedRoom,
  User: models.User,
}

/** What JSON Schema knows of a schema: symbols and the words for our own error messages go. */
export const plain = (value: unknown): Json =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'x-complaint' ? undefined : inner)))

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same text for the same schema, in whatever order its keys stand. */
const keyOf = (value: Json): string =>
  JSON.stringify(value, (_, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )

const names = new Map(Object.entries(shared).map(([name, schema]) => [keyOf(plain(schema)), name]))

function replace(value: Json, used: Set<string>): Json {
  if (Array.isArray(value)) return value.map((item) => replace(item, used))
  if (!isObject(value)) return value
  const name = 'type' in value || 'anyOf' in value ? names.get(keyOf(value)) : undefined
  if (name === undefined) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner, used)]))
  used.add(name)
  return { $ref: `#/components/schemas/${name}` }
}

/** Puts a reference in place of every shared schema of a document, and gives the schemas that belong under its components. */
export function refer(document: JsonObject): { readonly document: JsonObject; readonly schemas: JsonObject } {
  const used = new Set<string>()
  const replaced = replace(document, used)
  const schemas: JsonObject = {}
  for (const name of used) {
    // `used` grows while its schemas are written: a schema may hold others.
    const schema = plain(shared[name])
    if (isObject(schema)) schemas[name] = Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, replace(inner, used)]))
  }
  return {
    document: isObject(replaced) ? replaced : document,
    schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}

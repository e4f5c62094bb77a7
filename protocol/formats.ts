import { FormatRegistry, TypeRegistry } from '@sinclair/typebox'
import { DefaultErrorFunction, SetErrorFunction, ValueErrorType } from '@sinclair/typebox/errors'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const uuidAnyCase = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const email = /^[^\s@"(),:;<>[\\\]]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** An id as the server writes it: lower case, or one room would have two names. */
export const isUuid = (value: string): boolean => uuid.test(value)

/** A key a client made: some platforms print UUIDs in capitals. */
export const isUuidAnyCase = (value: string): boolean => uuidAnyCase.test(value)

// Set without asking whether they exist: Elysia brings its own and looser ones (`urn:uuid:…` reaches Postgres), and keeps ours when they came first.
FormatRegistry.Set('uuid', isUuid)
FormatRegistry.Set('uuid-any-case', isUuidAnyCase)
FormatRegistry.Set('email', (value) => email.test(value))
FormatRegistry.Set('date-time', (value) => time.test(value) && !Number.isNaN(Date.parse(value)))

/** The kind behind `Words`: a JSON Schema `enum`, which code generators turn into a real one, unlike a union of constants. */
export const wordsKind = 'Words'

TypeRegistry.Set<{ readonly enum: readonly string[] }>(
  wordsKind,
  (schema, value) => typeof value === 'string' && schema.enum.includes(value),
)

// What people read when something does not fit, over HTTP as over the socket.
SetErrorFunction((error) => {
  if (typeof error.schema['x-complaint'] === 'string') return error.schema['x-complaint']
  if (error.errorType === ValueErrorType.Kind && Array.isArray(error.schema['enum']))
    return `Expected one of ${error.schema['enum'].join(', ')}`
  if (error.errorType === ValueErrorType.StringPattern && typeof error.schema.description === 'string')
    return `Expected: ${error.schema.description}`
  return DefaultErrorFunction(error)
})

import { FormatRegistry } from '@sinclair/typebox'

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

import type { TSchema } from '@sinclair/typebox'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields a payload cannot do without, also through the parts of an intersection. */
export function requiredOf(schema: TSchema): readonly string[] {
  const own: unknown = schema['required']
  const parts: unknown = schema['allOf']
  const inner = Array.isArray(parts) ? parts.flatMap((part: TSchema) => requiredOf(part)) : []
  return [...(Array.isArray(own) ? own.map(String) : []), ...inner]
}

const otherKind = (value: unknown): unknown => (typeof value === 'number' ? String(value) : typeof value === 'string' ? 7 : 'wrong')

/** Payloads that must be refused, derived from a good one: every required field left out, every field of another kind. */
export function mutations(schema: TSchema, payload: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(payload)) return {}
  const bad: Record<string, unknown> = {}
  for (const field of requiredOf(schema)) {
    bad[`without ${field}`] = Object.fromEntries(Object.entries(payload).filter(([name]) => name !== field))
  }
  for (const [name, value] of Object.entries(payload)) bad[`${name} of another kind`] = { ...payload, [name]: otherKind(value) }
  return bad
}

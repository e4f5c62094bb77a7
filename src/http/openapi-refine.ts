import { type ErrorCode, errorTable } from '#protocol/errors'
import { problemContentType } from '#protocol/http/problem'
import { namesOf, type Named } from './openapi-names'
import { refusesKey } from './route'

export type Json = Record<string, unknown>

type Operation = {
  responses: Record<string, { description?: string; content?: Json; headers?: Json }>
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> }
  [refusesKey]?: ErrorCode[]
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Makes of what the plugin wrote a document that generators of clients like: OpenAPI 3.1 (the schemas are JSON Schema),
 * one media type per answer, every refusal as problem+json, every schema of protocol under its name.
 */
export function refine(raw: Json): Json {
  const names = namesOf(simplify)
  const paths = raw['paths'] as Record<string, Record<string, Operation>>
  for (const operations of Object.values(paths)) for (const one of Object.values(operations)) refineOperation(one)
  const refined = names.refer(simplify(paths)) as Json
  const { schemas: _, ...components } = raw['components'] as Json
  return { ...raw, openapi: '3.1.0', paths: refined, components: { ...components, schemas: names.schemas() } }
}

function refineOperation(operation: Operation): void {
  const { requestBody, responses } = operation
  if (requestBody) {
    const schema = requestBody.content['application/json']?.schema ?? {}
    requestBody.content = { 'application/json': { schema } }
    requestBody.required = Array.isArray(schema['required'])
  }
  for (const [status, response] of Object.entries(responses)) {
    const content = response.content
    const type = isObject(content?.['application/json']) && isText(content['application/json']) ? 'text/plain' : 'application/json'
    responses[status] = {
      description: status === '204' ? 'Done' : Number(status) >= 500 ? 'Not well' : 'OK',
      ...(content ? { content: { [type]: content[type] } } : {}),
    }
  }
  Object.assign(responses, problems(operation[refusesKey] ?? []))
  delete operation[refusesKey]
}

const isText = (media: Json): boolean => (media['schema'] as Json)['type'] === 'string'

/** One response per status, saying which codes it may carry. */
function problems(codes: readonly ErrorCode[]): Operation['responses'] {
  const byStatus = Map.groupBy(codes, (code) => errorTable[code].status)
  const responses: Operation['responses'] = {}
  for (const [status, of] of byStatus) {
    const waits = status === 429 || status === 503
    responses[status] = {
      description: of.map((code) => `\`${code}\`: ${errorTable[code].title}`).join('. '),
      ...(waits ? { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 0 } } } } : {}),
      content: { [problemContentType]: { schema: { $ref: '#/components/schemas/Problem' } satisfies Named } },
    }
  }
  return responses
}

/** A closed set of words is an enum, a whole number an integer; what only our own checks read is left out. */
export function simplify(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(simplify)
  if (!isObject(value)) return value
  const { anyOf, multipleOf, 'x-complaint': _, ...rest } = value
  if (Array.isArray(anyOf) && anyOf.length > 0 && anyOf.every((one) => isObject(one) && typeof one['const'] === 'string'))
    return { type: 'string', enum: anyOf.map((one: Json) => one['const']), ...rest }
  const whole = multipleOf === 1 && rest['type'] === 'number' ? { type: 'integer' } : multipleOf === undefined ? {} : { multipleOf }
  const format = rest['format'] === 'uuid-any-case' ? { format: 'uuid' } : {}
  if (rest['additionalProperties'] === true) delete rest['additionalProperties']
  const entries = Object.entries({ ...rest, ...(anyOf === undefined ? {} : { anyOf }), ...whole, ...format })
  return Object.fromEntries(entries.map(([key, inner]) => [key, simplify(inner)]))
}

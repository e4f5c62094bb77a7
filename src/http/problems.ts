import { ValidationError } from 'elysia'
import { Refused, type FieldError } from '#protocol/errors'
import { problemContentType, problemOf } from '#protocol/http/problem'
import { DatabaseError } from '#src/data/database'
import type { Log } from '#src/base/log'

/** Any failure as a typed "no". What is our own mistake is logged here and tells the client nothing. */
export function refusedOf(error: unknown, log: Log): Refused {
  const cause = error instanceof Error && error.cause instanceof Refused ? error.cause : error
  if (cause instanceof Refused) return cause
  if (error instanceof ValidationError && error.type !== 'response') return invalid(error)
  if (error instanceof DatabaseError && error.transient) {
    log.warn({ err: error }, 'database trouble')
    return new Refused('unavailable', 'The database does not answer just now: try again shortly.', { retryAfterMs: 1000 })
  }
  log.error({ err: error }, 'request failed')
  return new Refused('internal', 'Something went wrong on the server; its log has more under this request id.')
}

/** The answer to a refused request. */
export function problemResponse(refused: Refused, requestId: string): Response {
  const problem = problemOf(refused.code, refused.message, requestId, refused)
  const headers = new Headers({ 'content-type': problemContentType })
  if (problem.retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(problem.retryAfterMs / 1000)))
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer')
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

type Complaint = { path?: string; message?: string; summary?: string; schema?: { description?: string; pattern?: string } }

/** One complaint per field; where a pattern was missed, what the schema says in words. */
function invalid(error: ValidationError): Refused {
  const errors = new Map<string, FieldError>()
  for (const { path = '', message, summary, schema } of error.all as Complaint[]) {
    const words = schema?.pattern !== undefined && schema.description ? schema.description : (message ?? summary ?? 'does not fit')
    if (!errors.has(path)) errors.set(path, { path, message: words })
  }
  const where = { body: 'body', query: 'query', params: 'path', headers: 'headers' }[error.type] ?? error.type
  const first = errors.values().next().value
  const detail = first ? `The ${where} does not fit: ${first.path || '/'}: ${first.message}` : `The ${where} does not fit.`
  return new Refused('invalid', detail, { errors: [...errors.values()] })
}

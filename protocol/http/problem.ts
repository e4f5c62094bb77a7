import { type Static, Type } from '@sinclair/typebox'
import { type ErrorCode, errorCodes, errorTable, type Refused } from '#protocol/errors'
import { Words } from '#protocol/models'

export const problemContentType = 'application/problem+json'

/** The body of every answer that is not a success (RFC 9457). */
export const Problem = Type.Object({
  type: Type.String({ default: 'about:blank' }),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  code: Words(errorCodes, { description: 'Stable; programs read this' }),
  detail: Type.String(),
  requestId: Type.String(),
  retryAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
  errors: Type.Optional(Type.Array(Type.Object({ path: Type.String({ description: 'JSON pointer' }), message: Type.String() }))),
})
export type Problem = Static<typeof Problem>

/** Builds the body for a code; `refused` gives what else is known. */
export function problemOf(code: ErrorCode, detail: string, requestId: string, refused?: Pick<Refused, 'retryAfterMs' | 'errors'>): Problem {
  const { status, title } = errorTable[code]
  return {
    type: 'about:blank',
    title,
    status,
    code,
    detail,
    requestId,
    ...(refused?.retryAfterMs === undefined ? {} : { retryAfterMs: refused.retryAfterMs }),
    ...(refused?.errors === undefined ? {} : { errors: [...refused.errors] }),
  }
}

import type { ErrorCode } from '#protocol/errors'

/** What only the client can say: nothing came back in time, there is no connection, the client was stopped, the send is too old. */
export type LocalCode = 'timeout' | 'offline' | 'stopped' | 'expired'

export type FailureCode = ErrorCode | LocalCode

export type FieldProblem = { readonly path: string; readonly message: string }

/** The one error the client throws: the server's typed "no" (HTTP problem, nack) or a local reason. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  readonly code: FailureCode
  readonly retryAfterMs: number | undefined
  readonly errors: readonly FieldProblem[]
  /** HTTP status, where the answer was one. */
  readonly status: number | undefined
  readonly requestId: string | undefined

  constructor(
    code: FailureCode,
    message: string,
    more: {
      retryAfterMs?: number | undefined
      errors?: readonly FieldProblem[]
      status?: number | undefined
      requestId?: string | undefined
    } = {},
  ) {
    super(message)
    this.code = code
    this.retryAfterMs = more.retryAfterMs
    this.errors = more.errors ?? []
    this.status = more.status
    this.requestId = more.requestId
  }
}

/** Anything thrown, as a RequestFailed. */
export function failure(error: unknown): RequestFailed {
  if (error instanceof RequestFailed) return error
  return new RequestFailed('internal', error instanceof Error ? error.message : String(error))
}

const passing: ReadonlySet<FailureCode> = new Set(['busy', 'rate_limited', 'unavailable', 'draining', 'timeout', 'offline'])

/** Whether the same request may well succeed later, unchanged. */
export function isPassing(error: RequestFailed): boolean {
  return passing.has(error.code)
}

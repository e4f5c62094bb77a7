/** Every code an HTTP problem, a nack or an `error` frame can carry, with the HTTP status it travels under. */
export const errorTable = {
  malformed: { status: 400, title: 'The request cannot be parsed' },
  invalid: { status: 422, title: 'The request does not fit its schema' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  token_expired: { status: 401, title: 'The token has expired' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  not_joined: { status: 409, title: 'No room was joined on this session' },
  email_taken: { status: 409, title: 'This e-mail is already registered' },
  slug_taken: { status: 409, title: 'This slug is already in use' },
  conflict: { status: 409, title: 'Conflicts with the current state' },
  idempotency_conflict: { status: 409, title: 'The idempotency key was used for another command' },
  unknown_type: { status: 400, title: 'Unknown frame type' },
  unsupported_version: { status: 400, title: 'Unsupported protocol version' },
  too_large: { status: 413, title: 'Too large' },
  rate_limited: { status: 429, title: 'Too many requests' },
  busy: { status: 503, title: 'Busy, try again shortly' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  draining: { status: 503, title: 'The server is shutting down, reconnect elsewhere' },
  room_archived: { status: 409, title: 'The room is archived' },
  call_full: { status: 409, title: 'The call is full' },
  call_not_joined: { status: 409, title: 'Not a participant of this call' },
  stale_epoch: { status: 409, title: 'The epoch has passed' },
  media_unavailable: { status: 503, title: 'The media server is not available' },
  resume_refused: { status: 409, title: 'The session cannot be resumed' },
  internal: { status: 500, title: 'Internal error' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>

export type ErrorCode = keyof typeof errorTable

export const errorCodes = Object.keys(errorTable) as readonly ErrorCode[]

/** One field that did not fit: `path` is a JSON pointer into the body, the query or the payload. */
export type FieldError = { readonly path: string; readonly message: string }

/** The one way any layer says a typed "no". The message is for people; programs read the code. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly code: ErrorCode
  declare readonly retryAfterMs?: number
  declare readonly errors?: readonly FieldError[]

  constructor(code: ErrorCode, message: string, more: { readonly retryAfterMs?: number; readonly errors?: readonly FieldError[] } = {}) {
    super(message)
    this.code = code
    if (more.retryAfterMs !== undefined) this.retryAfterMs = more.retryAfterMs
    if (more.errors !== undefined) this.errors = more.errors
  }
}

import { Refused } from '#protocol/errors'
import type { Identity } from '#src/access/tokens'

/** What is known of one request from its first moment, kept beside it while it is answered. */
export type Scope = {
  readonly requestId: string
  /** Of the client, past trusted proxies. */
  readonly address: string
  /** From this machine, without a proxy between. */
  readonly local: boolean
  /** Who asks; null without a token, a Refused where the token was no good. */
  readonly identity: Identity | Refused | null
  /** The pattern of the matched route, for the metric. */
  route: string
}

const scopes = new WeakMap<Request, Scope>()

/** Puts the scope beside the request; done once, by `app`. */
export function keepScope(request: Request, scope: Scope): void {
  scopes.set(request, scope)
}

/** The scope of a request that came through `app`. */
export function scopeOf(request: Request): Scope {
  const scope = scopes.get(request)
  if (!scope) throw new Error('A request reached a route without passing app()')
  return scope
}

/** Who asks, or Refused unauthenticated / token_expired. */
export function requireIdentity(request: Request): Identity {
  const { identity } = scopeOf(request)
  if (identity === null) throw new Refused('unauthenticated', 'Send "authorization: Bearer <access token>".')
  if (identity instanceof Refused) throw identity
  return identity
}

import type { ErrorCode } from '#protocol/errors'
import { errorTable } from '#protocol/errors'
import type { Clock } from '#sdk/clock'
import { RequestFailed, type FieldProblem } from '#sdk/failure'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export type HttpRequest = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Sent without a token: register, login, refresh. */
  readonly open?: boolean
}

export type Http = { call<T>(request: HttpRequest): Promise<T> }

/** Who supplies the tokens; `renew` is asked once after the server refused the one it got. */
export type Bearer = { token(): Promise<string>; renew(refused: string): Promise<string> }

export type HttpOptions = { readonly baseUrl: string; readonly fetch: Fetch; readonly clock: Clock; readonly bearer: () => Bearer }

const timeoutMs = 20_000

/** JSON over fetch: a token on every call, problem+json as RequestFailed, one renewal on 401. */
export function createHttp({ baseUrl, fetch, clock, bearer }: HttpOptions): Http {
  const once = async (request: HttpRequest, token: string | null): Promise<Response> => {
    const headers: Record<string, string> = { accept: 'application/json', ...request.headers }
    if (token !== null) headers['authorization'] = `Bearer ${token}`
    if (request.body !== undefined) headers['content-type'] = 'application/json'
    const aborter = new AbortController()
    const cancel = clock.after(timeoutMs, () => aborter.abort())
    try {
      return await fetch(address(baseUrl, request), {
        method: request.method ?? 'GET',
        headers,
        signal: aborter.signal,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      })
    } catch {
      throw aborter.signal.aborted
        ? new RequestFailed('timeout', 'The server did not answer in time')
        : new RequestFailed('offline', 'The server cannot be reached')
    } finally {
      cancel()
    }
  }

  return {
    async call<T>(request: HttpRequest): Promise<T> {
      if (request.open) return answer<T>(await once(request, null))
      const token = await bearer().token()
      const first = await once(request, token)
      if (first.status !== 401) return answer<T>(first)
      return answer<T>(await once(request, await bearer().renew(token)))
    },
  }
}

function address(baseUrl: string, { path, query }: HttpRequest): string {
  const url = baseUrl.replace(/\/+$/, '') + path
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(key, String(value))
  return search.size === 0 ? url : `${url}?${search.toString()}`
}

async function answer<T>(response: Response): Promise<T> {
  const text = await response.text().catch(() => '')
  const body = parse(text)
  if (response.ok) return body as T
  throw problem(response, body)
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A problem+json body; a proxy's HTML page becomes the code its status stands for. */
function problem(response: Response, body: unknown): RequestFailed {
  const { code, title, detail, requestId, retryAfterMs, errors } = (typeof body === 'object' && body !== null ? body : {}) as {
    code?: unknown
    title?: string
    detail?: string
    requestId?: string
    retryAfterMs?: number
    errors?: FieldProblem[]
  }
  const known = typeof code === 'string' && Object.hasOwn(errorTable, code) ? (code as ErrorCode) : codeOf(response.status)
  const after = Number(response.headers.get('retry-after') ?? Number.NaN) * 1000
  return new RequestFailed(known, detail ?? title ?? `HTTP ${response.status}`, {
    status: response.status,
    requestId,
    errors: errors ?? [],
    retryAfterMs: retryAfterMs ?? (Number.isFinite(after) ? after : undefined),
  })
}

function codeOf(status: number): ErrorCode {
  if (status === 401) return 'unauthenticated'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 409) return 'conflict'
  if (status === 413) return 'too_large'
  if (status === 429) return 'rate_limited'
  if (status >= 500) return status === 500 ? 'internal' : 'unavailable'
  return 'invalid'
}

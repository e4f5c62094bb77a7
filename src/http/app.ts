import { Refused } from '#protocol/errors'
import { addressKey, clientAddress, isLocal } from '#src/access/address'
import type { Identity } from '#src/access/tokens'
import { uuid } from '#src/base/ids'
import { compressed } from './compress'
import type { HttpDeps } from './deps'
import { secure } from './headers'
import { problemResponse, refusedOf } from './problems'
import { routes } from './routes'
import { keepScope, type Scope } from './scope'

/** Answers every HTTP request; never rejects. */
export type HttpApp = { handle(request: Request): Promise<Response> }

/**
 * The HTTP side without a listener: what every request goes through (id, address, who asks, rate limit, safe headers,
 * metric, log line) around the routes of Elysia.
 */
export function app(deps: HttpDeps): HttpApp {
  const { access, log, metrics } = deps
  const inside = routes(deps)
  const https = deps.config.publicUrl.startsWith('https:')

  async function who(request: Request): Promise<Scope['identity']> {
    const header = request.headers.get('authorization')
    if (header === null) return null
    const token = /^Bearer +(\S+) *$/i.exec(header)?.[1]
    if (!token) return new Refused('unauthenticated', 'Send "authorization: Bearer <access token>".')
    try {
      return await access.authenticate(token)
    } catch (error) {
      return refusedOf(error, log)
    }
  }

  /** A person is counted as a person wherever they are; whoever did not sign in, by address. */
  function count(scope: Scope): void {
    if (isPerson(scope.identity)) access.rates.require('http.user', scope.identity.userId)
    else access.rates.require('http.address', addressKey(scope.address))
  }

  async function answer(request: Request, scope: Scope): Promise<Response> {
    try {
      const plain = plainRequest(request)
      keepScope(plain, scope)
      if (new URL(plain.url).pathname.startsWith('/v1/')) count(scope)
      return await inside.handle(plain)
    } catch (error) {
      return problemResponse(refusedOf(error, log.child({ requestId: scope.requestId })), scope.requestId)
    }
  }

  async function handle(request: Request): Promise<Response> {
    const started = performance.now()
    const socket = deps.socketAddress(request)
    const scope: Scope = {
      requestId: sane(request.headers.get('x-request-id')) ?? uuid(),
      address: clientAddress(request.headers, socket, access.trusted),
      local: isLocal(request.headers, socket),
      identity: await who(request),
      route: 'none',
    }
    let response = await compressed(request, await answer(request, scope))
    if (request.method === 'HEAD') response = new Response(null, response)
    response.headers.set('x-request-id', scope.requestId)
    secure(response.headers, https)

    const seconds = (performance.now() - started) / 1000
    const { status } = response
    metrics.httpSeconds.observe({ method: known(request.method), route: scope.route, status }, seconds)
    const userId = isPerson(scope.identity) ? scope.identity.userId : undefined
    const line = { requestId: scope.requestId, userId, method: request.method, route: scope.route, status, ms: Math.round(seconds * 1000) }
    if (status >= 400) log.info(line, 'http')
    else log.debug(line, 'http')
    return response
  }

  return { handle }
}

const isPerson = (identity: Scope['identity']): identity is Identity => identity !== null && !(identity instanceof Refused)

const sane = (id: string | null): string | null => (id !== null && /^[\w.:-]{1,128}$/.test(id) ? id : null)

const known = (method: string): string => (['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other')

/**
 * The request as Elysia may see it. Elysia takes the path from the eleventh character of the address on, so a short
 * `Host` would shift it: such requests get another host. A Host that gives no address at all is refused, and so is a
 * path that no route can hold. HEAD is GET without its body.
 */
function plainRequest(request: Request): Request {
  if (!URL.canParse(request.url)) throw new Refused('malformed', 'The Host header is not a host.')
  const { url } = request
  const start = url.indexOf('/', url.indexOf('://') + 3)
  if (/%00/.test(url)) throw new Refused('invalid', 'The address contains U+0000.')
  try {
    decodeURIComponent(url.slice(start).split('?')[0] ?? '')
  } catch {
    throw new Refused('malformed', 'The address is not properly encoded.')
  }
  const head = request.method === 'HEAD'
  if (!head && url.indexOf('/', 11) === start) return request
  return new Request(`http://boltorezka.invalid${url.slice(start)}`, {
    method: head ? 'GET' : request.method,
    headers: request.headers,
    ...(head || !request.body ? {} : { body: request.body }),
  })
}

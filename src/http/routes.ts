import { Refused } from '#protocol/errors'
import { adminRoutes } from './admin'
import { authRoutes } from './auth'
import { readBody } from './body'
import type { HttpDeps } from './deps'
import { deviceRoutes } from './devices'
import { docsRoutes } from './docs'
import { healthRoutes } from './health'
import { memberRoutes } from './members'
import { messageRoutes } from './messages'
import { metricsRoutes } from './metrics'
import { problemResponse, refusedOf } from './problems'
import { realtimeRoutes } from './realtime'
import { roomRoutes } from './rooms'
import { everybody } from './route'
import { rtcRoutes } from './rtc'
import { scopeOf } from './scope'
import { userRoutes } from './users'
import { webRoutes } from './web'

/** The resources of the contract: what the OpenAPI document describes. */
export const contractRoutes = (deps: HttpDeps) =>
  everybody()
    .use(authRoutes(deps))
    .use(userRoutes(deps))
    .use(deviceRoutes(deps))
    .use(adminRoutes(deps))
    .use(roomRoutes(deps))
    .use(memberRoutes(deps))
    .use(messageRoutes(deps))
    .use(realtimeRoutes(deps))
    .use(rtcRoutes(deps))
    .use(healthRoutes(deps))
    .use(metricsRoutes(deps))

/** Every route, with one way to read a body and one way to say no. */
export const routes = (deps: HttpDeps) =>
  everybody()
    .onParse({ as: 'global' }, ({ request }) => readBody(request))
    .onTransform({ as: 'global' }, ({ request, route }) => {
      scopeOf(request).route = route
    })
    .onError({ as: 'global' }, ({ code, error, request, route }) => {
      const scope = scopeOf(request)
      if (route) scope.route = route
      const refused =
        code === 'NOT_FOUND'
          ? new Refused('not_found', `There is no ${request.method} ${new URL(request.url).pathname} here.`)
          : refusedOf(error, deps.log.child({ requestId: scope.requestId, route: scope.route }))
      return problemResponse(refused, scope.requestId)
    })
    .use(contractRoutes(deps))
    .use(docsRoutes())
    .use(webRoutes(deps))

import { Refused } from '#protocol/errors'
import { readBody } from './body'
import { contractRoutes } from './contract'
import type { HttpDeps } from './deps'
import { docsRoutes } from './docs'
import { problemResponse, refusedOf } from './problems'
import { everybody } from './route'
import { scopeOf } from './scope'
import { testHookRoutes } from './test-hooks'
import { webRoutes } from './web'

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
    .use(testHookRoutes(deps))
    .use(docsRoutes(deps))
    .use(webRoutes(deps))

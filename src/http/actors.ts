import { census } from '#actors/runtime/census'
import { ActorsAnswer, ActorsQuery } from '#protocol/http/actors'
import { limits } from '#protocol/limits'
import { requirePermission } from '#src/access/permissions'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'

/** The supervision tree as it lives: /v1/admin/actors. */
export const actorRoutes = (deps: HttpDeps) =>
  signedIn(deps).get(
    '/v1/admin/actors',
    async ({ caller, query }) => {
      requirePermission((await caller.account()).role, 'actors.read')
      const { snapshot, counts } = deps.actors
      // the wire's types are writable, the runtime's are not
      return census(snapshot(), counts(), { kind: query.kind, limit: query.limit ?? limits.pageDefault }) as ActorsAnswer
    },
    {
      query: own(ActorsQuery),
      response: { 200: own(ActorsAnswer) },
      detail: operation({
        id: 'adminListActors',
        tag: 'admin',
        summary: 'The live tree of actors: totals by kind, the deepest mailboxes, the restarted, dead letters by reason',
        refuses: ['invalid', 'forbidden'],
      }),
    },
  )

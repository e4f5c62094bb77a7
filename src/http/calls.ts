import { CallList } from '#protocol/http/calls'
import { PageQuery } from '#protocol/http/lists'
import { RoomParams } from '#protocol/http/rooms'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'
import { pageOf } from './users'

/** The calls there were in a room: /v1/rooms/:id/calls. */
export const callRoutes = (deps: HttpDeps) =>
  signedIn(deps).get('/v1/rooms/:id/calls', ({ caller, params, query }) => deps.data.calls.list(params.id, caller.userId, pageOf(query)), {
    params: own(RoomParams),
    query: own(PageQuery),
    response: { 200: own(CallList) },
    detail: operation({
      id: 'listCalls',
      tag: 'rooms',
      summary: 'Calls of a room, newest first: who took part, and how long. For members',
      refuses: ['invalid', 'forbidden', 'not_found'],
    }),
  })

import { Type } from '@sinclair/typebox'
import { Refused } from '#protocol/errors'
import { Words } from '#protocol/models'
import { requirePermission } from '#src/access/permissions'
import type { HttpDeps } from './deps'
import { everybody, own, signedIn } from './route'

const FailBody = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), how: Words(['crash', 'kill']) })

/** What only tests may do to a server; no part of the contract, and not there at all unless TEST_HOOKS is on. */
export const testHookRoutes = (deps: HttpDeps) => {
  const { failActor } = deps
  if (!failActor) return everybody()
  return everybody().use(
    signedIn(deps).post(
      '/v1/test/actors/fail',
      async ({ caller, body }) => {
        requirePermission((await caller.account()).role, 'actors.fail')
        if (!failActor(body.name, body.how)) throw new Refused('not_found', `No live actor is called ${body.name}.`)
        return {}
      },
      { body: own(FailBody) },
    ),
  )
}

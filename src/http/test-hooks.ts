import { Type } from '@sinclair/typebox'
import type { View } from '#actors/runtime/unit'
import { Refused } from '#protocol/errors'
import { Words } from '#protocol/models'
import { requirePermission } from '#src/access/permissions'
import type { HttpDeps } from './deps'
import { everybody, own, signedIn } from './route'

const Name = Type.String({ minLength: 1, maxLength: 200 })
/** One actor by its name, or the nth of those of a kind. */
const FailBody = Type.Object({
  name: Type.Optional(Name),
  kind: Type.Optional(Name),
  nth: Type.Optional(Type.Integer({ minimum: 0 })),
  how: Words(['crash', 'kill']),
})

/** What only tests may do to a server; no part of the contract, and not there at all unless TEST_HOOKS is on. */
export const testHookRoutes = (deps: HttpDeps) => {
  const { actors, failActor } = deps
  if (!failActor) return everybody()
  const hooks = signedIn(deps)
    .post('/v1/test/collect', async ({ caller }) => {
      requirePermission((await caller.account()).role, 'actors.fail')
      Bun.gc(true)
      const { rss, heapUsed } = process.memoryUsage()
      return { rss, heapUsed }
    })
    .post(
      '/v1/test/actors/fail',
      async ({ caller, body }) => {
        requirePermission((await caller.account()).role, 'actors.fail')
        const { kind, nth = 0, how } = body
        const those = kind === undefined ? [] : namesOf(kind, actors.snapshot())
        const name = body.name ?? those[nth % Math.max(1, those.length)]
        if (name === undefined || !failActor(name, how)) throw new Refused('not_found', 'No such actor lives now.')
        return { name }
      },
      { body: own(FailBody) },
    )
  return everybody().use(hooks)
}

const namesOf = (kind: string, view: View): string[] =>
  view.kind === kind ? [view.name] : (view.children ?? []).flatMap((child) => namesOf(kind, child))

import { Type } from '@sinclair/typebox'
import { requirePermission } from '#src/access/permissions'
import type { HttpDeps } from './deps'
import { everybody, operation } from './route'
import { requireIdentity, scopeOf } from './scope'

/** What Prometheus scrapes: open to this machine, elsewhere to an administrator's token. */
export const metricsRoutes = ({ data, metrics }: Pick<HttpDeps, 'data' | 'metrics'>) =>
  everybody().get(
    '/metrics',
    async ({ request, set }) => {
      if (!scopeOf(request).local) {
        const account = await data.accounts.byId(requireIdentity(request).userId)
        requirePermission(account?.role ?? 'user', 'metrics.read')
      }
      set.headers['content-type'] = metrics.registry.contentType
      return metrics.registry.metrics()
    },
    {
      response: { 200: Type.String() },
      detail: operation({ id: 'metrics', tag: 'operations', summary: 'Prometheus text', refuses: ['forbidden'] }),
    },
  )

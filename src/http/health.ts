import { Health, Probe } from '#protocol/http/health'
import type { HttpDeps } from './deps'
import { own, everybody, operation } from './route'

/** Whether the server serves: /health. */
export const healthRoutes = ({ health }: Pick<HttpDeps, 'health'>) =>
  everybody()
    .get(
      '/health',
      async ({ set }) => {
        const report = await health.report()
        set.status = report.status === 'down' ? 503 : 200
        return report
      },
      {
        response: { 200: own(Health), 503: own(Health) },
        detail: operation({ id: 'health', tag: 'operations', summary: 'State of every part', open: true }),
      },
    )
    .get('/health/live', () => ({ status: 'ok' as const }), {
      response: { 200: own(Probe) },
      detail: operation({ id: 'live', tag: 'operations', summary: 'The process answers', open: true }),
    })
    .get(
      '/health/ready',
      async ({ set }) => {
        const { ready } = await health.ready()
        set.status = ready ? 200 : 503
        return { status: ready ? ('ok' as const) : ('down' as const) }
      },
      {
        response: { 200: own(Probe), 503: own(Probe) },
        detail: operation({ id: 'ready', tag: 'operations', summary: 'Send people here', open: true }),
      },
    )

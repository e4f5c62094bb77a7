import { type Static, Type } from '@sinclair/typebox'
import { Words } from '#protocol/models'

const Up = Words(['ok', 'down'])

export const Health = Type.Object({
  status: Words(['ok', 'degraded', 'down']),
  version: Type.String(),
  database: Type.Object({ status: Up, driver: Words(['pglite', 'postgres']) }),
  redis: Type.Object({ status: Words(['ok', 'down', 'off']) }),
  media: Type.Object({ status: Words(['ok', 'off']), reason: Type.Optional(Type.String()) }),
})
export type Health = Static<typeof Health>

/** Of /health/live and /health/ready. */
export const Probe = Type.Object({ status: Up })
export type Probe = Static<typeof Probe>

import { actorRoutes } from './actors'
import { adminRoutes } from './admin'
import { authRoutes } from './auth'
import type { HttpDeps } from './deps'
import { callRoutes } from './calls'
import { deviceRoutes } from './devices'
import { directRoutes } from './direct'
import { fileByteRoutes } from './file-bytes'
import { fileRoutes } from './files'
import { healthRoutes } from './health'
import { memberRoutes } from './members'
import { messageRoutes } from './messages'
import { metricsRoutes } from './metrics'
import { qualityRoutes } from './quality'
import { realtimeRoutes } from './realtime'
import { roomRoutes } from './rooms'
import { everybody } from './route'
import { rtcRoutes } from './rtc'
import { userRoutes } from './users'

/** The resources of the contract: what the OpenAPI document describes. */
export const contractRoutes = (deps: HttpDeps) =>
  everybody()
    .use(authRoutes(deps))
    .use(userRoutes(deps))
    .use(deviceRoutes(deps))
    .use(adminRoutes(deps))
    .use(actorRoutes(deps))
    .use(roomRoutes(deps))
    .use(directRoutes(deps))
    .use(callRoutes(deps))
    .use(memberRoutes(deps))
    .use(messageRoutes(deps))
    .use(fileRoutes(deps))
    .use(fileByteRoutes(deps))
    .use(realtimeRoutes(deps))
    .use(rtcRoutes(deps))
    .use(qualityRoutes(deps))
    .use(healthRoutes(deps))
    .use(metricsRoutes(deps))

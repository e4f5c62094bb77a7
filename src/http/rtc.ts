import { IceServersAnswer } from '#protocol/http/realtime'
import { iceServers } from '#src/access/turn'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'

/** What a call needs from the server: /v1/rtc. */
export const rtcRoutes = (deps: HttpDeps) =>
  signedIn(deps).get('/v1/rtc/ice-servers', ({ caller }) => iceServers(deps.config, caller.userId), {
    response: { 200: own(IceServersAnswer) },
    detail: operation({ id: 'listIceServers', tag: 'rtc', summary: 'STUN and TURN servers, with credentials for an hour' }),
  })

import { NoBody } from '#protocol/http/lists'
import { TicketAnswer } from '#protocol/http/realtime'
import { limits } from '#protocol/limits'
import type { HttpDeps } from './deps'
import { own, operation, signedIn } from './route'

/** The way to a socket: /v1/realtime. The socket itself is the gateway's, before this app is asked. */
export const realtimeRoutes = (deps: HttpDeps) =>
  signedIn(deps).post(
    '/v1/realtime/ticket',
    ({ caller: { userId, deviceId }, set }) => {
      set.status = 201
      return { ticket: deps.access.tickets.sign({ userId, deviceId }), expiresIn: limits.ticketSeconds }
    },
    {
      body: own(NoBody),
      response: { 201: own(TicketAnswer) },
      detail: operation({ id: 'createTicket', tag: 'realtime', summary: 'A ticket that opens one socket within 30 seconds' }),
    },
  )

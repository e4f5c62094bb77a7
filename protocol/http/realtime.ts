import { type Static, Type } from '@sinclair/typebox'
import { IceServer } from '#protocol/models'

/** Good for one socket, in place of the access token in its address. */
export const TicketAnswer = Type.Object({ ticket: Type.String(), expiresIn: Type.Integer({ minimum: 1, description: 'Seconds' }) })
export type TicketAnswer = Static<typeof TicketAnswer>

export const IceServersAnswer = Type.Object({
  iceServers: Type.Array(IceServer),
  expiresIn: Type.Integer({ minimum: 1, description: 'Seconds' }),
})
export type IceServersAnswer = Static<typeof IceServersAnswer>

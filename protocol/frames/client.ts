import type { Static } from '@sinclair/typebox'
import { callRequests } from './call'
import { mediaRequests } from './media'
import { recordingRequests } from './recording'
import { ringRequests } from './ring'
import { roomRequests } from './rooms'
import { sessionRequests } from './session'

/** Everything a client may send, with the payload of its ack. */
export const clientFrames = {
  ...sessionRequests,
  ...roomRequests,
  ...callRequests,
  ...mediaRequests,
  ...ringRequests,
  ...recordingRequests,
} as const

export type ClientType = keyof typeof clientFrames
export type ClientPayload<T extends ClientType> = Static<(typeof clientFrames)[T]['payload']>
export type AckPayload<T extends ClientType> = Static<(typeof clientFrames)[T]['ack']>

/** One request as it was read: discriminated by `type`. */
export type ClientFrame = {
  [T in ClientType]: { readonly type: T; readonly requestId?: string; readonly payload: ClientPayload<T> }
}[ClientType]

export const isClientType = (type: string): type is ClientType => Object.hasOwn(clientFrames, type)

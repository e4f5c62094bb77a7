import type { Static } from '@sinclair/typebox'
import { callFrames } from './call'
import { mediaFrames } from './media'
import { recordingFrames } from './recording'
import { ringFrames } from './ring'
import { roomFrames } from './rooms'
import { sessionFrames } from './session'

/** Everything the server sends by itself; acks are beside their requests in `clientFrames`. */
export const serverFrames = { ...sessionFrames, ...roomFrames, ...callFrames, ...mediaFrames, ...ringFrames, ...recordingFrames } as const

export type ServerType = keyof typeof serverFrames
export type ServerPayload<T extends ServerType> = Static<(typeof serverFrames)[T]['payload']>
export type ServerFrame = { [T in ServerType]: { readonly type: T; readonly payload: ServerPayload<T> } }[ServerType]

/** Types of frames that carry `stream` and `seq`. */
export type StreamEventType = { [T in ServerType]: (typeof serverFrames)[T]['stream'] extends true ? T : never }[ServerType]

export const streamEvents = (Object.keys(serverFrames) as ServerType[]).filter((type): type is StreamEventType => serverFrames[type].stream)

/** An event of a stream; `payload` is the full wire payload, with stream and seq in it. */
export type StreamEvent = {
  [T in StreamEventType]: { readonly stream: string; readonly seq: number; readonly type: T; readonly payload: ServerPayload<T> }
}[StreamEventType]

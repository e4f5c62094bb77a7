import type { ErrorCode } from './errors'
import type { ClientPayload, ClientType } from './frames/client'
import type { ServerFrame, ServerPayload, ServerType, StreamEvent } from './frames/server'

/**
 * The envelope without the schemas: what builds frames, and what a client reads them with. Nothing here pulls TypeBox into a bundle or
 * needs `eval`, so browsers under a strict CSP use this file and import the rest of `protocol` as types only.
 */

/** ack: accepted and, where it changes state, committed. */
export const encodeAck = (requestId: string, payload: object): string =>
  `{"v":1,"type":"ack","requestId":${JSON.stringify(requestId)},"payload":${JSON.stringify(payload)}}`

/** nack: refused, with a code of `errorTable`. */
export const encodeNack = (requestId: string, code: ErrorCode, message: string, retryAfterMs?: number): string =>
  `{"v":1,"type":"nack","requestId":${JSON.stringify(requestId)},"payload":${JSON.stringify({ code, message, retryAfterMs })}}`

/** error: a frame without requestId failed, or a room did. */
export const encodeError = (code: ErrorCode, message: string, retryAfterMs?: number, roomId?: string): string =>
  `{"v":1,"type":"error","payload":${JSON.stringify({ code, message, retryAfterMs, roomId })}}`

/** A frame the server sends by itself. */
export const encodeEvent = <T extends ServerType>(type: T, payload: ServerPayload<T>): string =>
  `{"v":1,"type":"${type}","payload":${JSON.stringify(payload)}}`

/** An event of a stream, encoded once for everybody. */
export const encodeStreamEvent = (event: StreamEvent): string => `{"v":1,"type":"${event.type}","payload":${JSON.stringify(event.payload)}}`

/** A request of a client. Without requestId success is silent. */
export const encodeRequest = <T extends ClientType>(type: T, payload: ClientPayload<T>, requestId?: string): string =>
  JSON.stringify({ v: 1, type, requestId, payload })

/** What a client makes of a text frame. `unknown` still moves the cursor of its stream; `garbage` is no envelope at all. */
export type Received =
  | { readonly kind: 'ack'; readonly requestId: string; readonly payload: unknown }
  | {
      readonly kind: 'nack'
      readonly requestId: string
      readonly code: ErrorCode
      readonly message: string
      readonly retryAfterMs?: number
    }
  | { readonly kind: 'frame'; readonly frame: ServerFrame }
  | { readonly kind: 'unknown'; readonly type: string; readonly stream?: string; readonly seq?: number }
  | { readonly kind: 'garbage' }

const known = {
  error: true,
  'server.capabilities': true,
  'server.draining': true,
  'message.new': true,
  'message.edited': true,
  'message.deleted': true,
  'member.joined': true,
  'member.updated': true,
  'member.left': true,
  'room.updated': true,
  'room.added': true,
  'room.removed': true,
  'read.updated': true,
  'file.added': true,
  'file.removed': true,
  'presence.update': true,
  'typing.update': true,
  'call.started': true,
  'call.ended': true,
  'call.offer': true,
  'call.answer': true,
  'call.ice': true,
  'call.state': true,
  'call.moderated': true,
  'call.topology': true,
  'call.ring': true,
  'call.ring-ended': true,
  'media.consumer': true,
  'media.consumer-closed': true,
  'media.consumer-paused': true,
  'media.consumer-resumed': true,
  'media.layers-changed': true,
  'media.speakers': true,
  'media.lost': true,
  'recording.state': true,
} as const satisfies Record<ServerType, true>

type Loose = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value)

const isServerFrame = (frame: { readonly type: string; readonly payload: Loose }): frame is ServerFrame => Object.hasOwn(known, frame.type)

const position = (payload: Loose) =>
  typeof payload['stream'] === 'string' && Number.isSafeInteger(payload['seq'])
    ? { stream: payload['stream'], seq: Number(payload['seq']) }
    : {}

const readNack = (requestId: string, payload: Loose): Received => {
  const { code, message, retryAfterMs } = payload
  return {
    kind: 'nack',
    requestId,
    code: typeof code === 'string' ? (code as ErrorCode) : 'internal',
    message: typeof message === 'string' ? message : '',
    ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
  }
}

/** Reads what the server sent. Lenient: a newer server may send more types and more fields. */
export const decodeServerFrame = (text: string): Received => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'garbage' }
  }
  if (!isObject(value) || typeof value['type'] !== 'string') return { kind: 'garbage' }
  const { type, requestId, payload = {} } = value
  if (typeof type !== 'string' || !isObject(payload)) return { kind: 'garbage' }
  if (type === 'ack' || type === 'nack') {
    if (typeof requestId !== 'string') return { kind: 'garbage' }
    return type === 'ack' ? { kind: 'ack', requestId, payload } : readNack(requestId, payload)
  }
  const frame = { type, payload }
  return isServerFrame(frame) ? { kind: 'frame', frame } : { kind: 'unknown', type, ...position(payload) }
}

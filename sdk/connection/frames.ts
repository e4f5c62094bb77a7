import type { ClientPayload, ClientType } from '#protocol/frames/client'
import type { ServerFrame } from '#protocol/frames/server'
import { errorTable, type ErrorCode } from '#protocol/errors'
import { RequestFailed } from '#sdk/failure'

/** What a socket may bring, read without schemas: the server is trusted for shapes, and a browser gets no validator to load. */
export type Incoming =
  | ServerFrame
  | { readonly type: 'ack'; readonly requestId: string; readonly payload: unknown }
  | { readonly type: 'nack'; readonly requestId: string; readonly failed: RequestFailed }
  /** An event of a stream whose type this version does not know: it still moves the cursor. */
  | { readonly type: 'unknown'; readonly payload: unknown }

export type StreamPosition = { readonly stream: string; readonly seq: number }

/** Null for what is not an envelope at all. */
export function decode(text: string): Incoming | null {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return null
  }
  if (!isObject(frame) || typeof frame['type'] !== 'string') return null
  const { type, requestId, payload } = frame
  if (type === 'ack' || type === 'nack') {
    if (typeof requestId !== 'string') return null
    return type === 'ack' ? { type, requestId, payload } : { type, requestId, failed: refusal(payload) }
  }
  if (!isObject(payload)) return null
  return { type, payload } as unknown as ServerFrame
}

/** Key order as the contract has it. */
export function encode<T extends ClientType>(type: T, requestId: string | null, payload: ClientPayload<T>): string {
  return JSON.stringify(requestId === null ? { v: 1, type, payload } : { v: 1, type, requestId, payload })
}

/** Where in a stream the payload stands; null for ephemeral frames. */
export function position(payload: unknown): StreamPosition | null {
  if (!isObject(payload)) return null
  const { stream, seq } = payload
  return typeof stream === 'string' && typeof seq === 'number' ? { stream, seq } : null
}

function refusal(payload: unknown): RequestFailed {
  const { code, message, retryAfterMs } = isObject(payload) ? payload : {}
  return new RequestFailed(
    typeof code === 'string' && Object.hasOwn(errorTable, code) ? (code as ErrorCode) : 'internal',
    typeof message === 'string' ? message : 'Refused',
    { retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined },
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

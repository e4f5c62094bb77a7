import type { Connection } from '#actors/room/connection'
import type { Reply } from '#actors/runtime/ask'
import { encodeAck, encodeError, encodeNack } from '#protocol/envelope'
import { type ErrorCode, Refused } from '#protocol/errors'

/** How one request of a client is answered. Works in the turn it is called in; at most one answer counts. */
export type Answer<T = object> = Reply<T>

/** Without requestId success is silent and failure is an `error` (contract, section Socket). `refused` hears every code. */
export function answerOn<T>(
  connection: Connection,
  requestId: string | undefined,
  refused: (code: ErrorCode, error: Error) => void,
): Answer<T> {
  let answered = false
  return {
    ok(payload) {
      if (answered) return
      answered = true
      if (requestId !== undefined) connection.send(encodeAck(requestId, payload as object))
    },
    fail(error) {
      if (answered) return
      answered = true
      const { code, message, retryAfterMs } = refusalOf(error)
      refused(code, error)
      connection.send(
        requestId === undefined ? encodeError(code, message, retryAfterMs) : encodeNack(requestId, code, message, retryAfterMs),
      )
    },
  }
}

function refusalOf(error: Error): { code: ErrorCode; message: string; retryAfterMs?: number | undefined } {
  if (error instanceof Refused) return error
  if ('transient' in error && error.transient === true)
    return { code: 'unavailable', message: 'the database is not available', retryAfterMs: 1_000 }
  return { code: 'internal', message: 'the server failed on this request' }
}

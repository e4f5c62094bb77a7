import type { types } from 'mediasoup'
import { Refused } from '#protocol/errors'

const RETRY_MS = 1_000

/** There is no media here now; it is worth asking again. */
export const unavailable = (why = 'the media server is not available'): Refused =>
  new Refused('media_unavailable', why, { retryAfterMs: RETRY_MS })

/** Waits for mediasoup and says its errors in the words of the contract: a dead worker is `media_unavailable`, what it rejects is `invalid`. */
export async function orRefuse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Refused) throw error
    if (!(error instanceof Error)) throw unavailable()
    if (error.name === 'WorkerClosedError') throw unavailable('the media worker died')
    if (error.name === 'NotFoundError') throw new Refused('not_found', 'no such stream')
    throw new Refused('invalid', error.message)
  }
}

/**
 * Asks mediasoup something about what a client sent. It packs a request into the one buffer of its worker while it reads the parameters, and
 * a value of the wrong kind throws half way: without being emptied that buffer takes no request of anybody any more. Packing is done when
 * the call returns, so what is left in the buffer then is of a request that failed.
 */
export function packed<T>(transport: types.Transport, ask: () => Promise<T>): Promise<T> {
  const asked = ask()
  const { channel } = transport as unknown as { readonly channel: { readonly bufferBuilder: { clear(): void } } }
  channel.bufferBuilder.clear()
  return asked
}

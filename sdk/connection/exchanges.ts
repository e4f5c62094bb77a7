import type { AckPayload, ClientType } from '#protocol/frames/client'
import type { Clock } from '#sdk/clock'
import { RequestFailed } from '#sdk/failure'

export type Outcome<T extends ClientType> =
  { readonly ok: true; readonly payload: AckPayload<T> } | { readonly ok: false; readonly failed: RequestFailed }

type Waiting = { readonly settle: (outcome: Outcome<ClientType>) => void; readonly cancel: () => void }

/**
 * Requests on the wire. They settle within the turn that read the answer, not in a later microtask: the frames that follow an
 * ack rely on what it changed.
 */
export class Exchanges {
  readonly #clock: Clock
  readonly #waiting = new Map<string, Waiting>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get size(): number {
    return this.#waiting.size
  }

  /** Remembers a request until it is answered, timed out, or the socket is lost. Returns a forget that settles nothing. */
  open<T extends ClientType>(requestId: string, timeoutMs: number, settle: (outcome: Outcome<T>) => void): () => void {
    const cancel = this.#clock.after(timeoutMs, () =>
      this.#settle(requestId, { ok: false, failed: new RequestFailed('timeout', 'The server did not answer in time') }),
    )
    this.#waiting.set(requestId, { settle: settle as Waiting['settle'], cancel })
    return () => {
      cancel()
      this.#waiting.delete(requestId)
    }
  }

  ack(requestId: string, payload: unknown): void {
    this.#settle(requestId, { ok: true, payload: payload as AckPayload<ClientType> })
  }

  nack(requestId: string, failed: RequestFailed): void {
    this.#settle(requestId, { ok: false, failed })
  }

  /** The socket is gone: nobody knows what became of these. */
  abandon(failed: RequestFailed): void {
    for (const requestId of [...this.#waiting.keys()]) this.#settle(requestId, { ok: false, failed })
  }

  #settle(requestId: string, outcome: Outcome<ClientType>): void {
    const waiting = this.#waiting.get(requestId)
    if (!waiting) return
    this.#waiting.delete(requestId)
    waiting.cancel()
    waiting.settle(outcome)
  }
}

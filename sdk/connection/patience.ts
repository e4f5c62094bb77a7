import type { AckPayload, ClientType } from '#protocol/frames/client'
import type { Clock } from '#sdk/clock'
import type { Outcome } from './exchanges'

export type RequestOptions = { readonly timeoutMs?: number; readonly signal?: AbortSignal }

/** Asks until the answer is other than `busy` or `rate_limited`, which were not carried out, or until time is up. */
export async function untilCarriedOut<T extends ClientType>(
  clock: Clock,
  ask: (settle: (outcome: Outcome<T>) => void, timeoutMs: number) => void,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<AckPayload<T>> {
  const deadline = clock.now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    const outcome = await new Promise<Outcome<T>>((resolve) => ask(resolve, deadline - clock.now()))
    if (outcome.ok) return outcome.payload
    const { code, retryAfterMs } = outcome.failed
    const again = code === 'busy' || code === 'rate_limited' ? (retryAfterMs ?? 500) : Number.POSITIVE_INFINITY
    if (clock.now() + again >= deadline) throw outcome.failed
    await new Promise<void>((resolve) => clock.after(again, resolve))
  }
}

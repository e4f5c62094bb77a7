import type { Channel, Polled } from './channel'

/** The receiving end of a channel. */
export type Source<T> = Pick<Channel<T>, 'poll' | 'onReady'>

type ValueOf<C> = C extends { poll(): Polled<infer T> } ? T : never

/** `value` is there unless the channel closed. */
export type Chosen<C> = {
  [K in keyof C & string]:
    { readonly from: K; readonly closed: false; readonly value: ValueOf<C[K]> } | { readonly from: K; readonly closed: true }
}[keyof C & string]

/** Go's select over receives: the first ready case, a random one of several; `undefined` when `signal` aborts first. */
export async function select<C extends Readonly<Record<string, Source<unknown>>>>(
  cases: C,
  signal?: AbortSignal,
  random: () => number = Math.random,
): Promise<Chosen<C> | undefined> {
  const entries = Object.entries(cases)
  if (entries.length === 0) throw new RangeError('select needs a case')
  for (;;) {
    if (signal?.aborted) return undefined
    const first = Math.floor(random() * entries.length)
    for (let i = 0; i < entries.length; i++) {
      const [from, channel] = entries[(first + i) % entries.length] as [string, Source<unknown>]
      const polled = channel.poll()
      if (polled.state === 'value') return { from, closed: false, value: polled.value } as Chosen<C>
      if (polled.state === 'closed') return { from, closed: true } as Chosen<C>
    }
    await anyReady(
      entries.map(([, channel]) => channel),
      signal,
    )
  }
}

function anyReady(channels: readonly Source<unknown>[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      for (const forget of forgets) forget()
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    // One function per channel: a channel must know its own wake-up from another's.
    const forgets = channels.map((channel) => channel.onReady(() => wake()))
    signal?.addEventListener('abort', wake, { once: true })
  })
}

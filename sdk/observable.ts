/** A value that changes over time. The methods are bound: `useSyncExternalStore(room.subscribe, room.getSnapshot)`. */
export type Observable<T> = {
  readonly subscribe: (listener: () => void) => () => void
  /** The same object until something changed; never mutated. */
  readonly getSnapshot: () => T
}

/** The writable end of an Observable. */
export class Value<T> implements Observable<T> {
  readonly #listeners = new Set<() => void>()
  #snapshot: T

  constructor(initial: T) {
    this.#snapshot = initial
  }

  readonly getSnapshot = (): T => this.#snapshot

  readonly subscribe = (listener: () => void): (() => void) => {
    // wrapped so that one function subscribed twice is two subscriptions
    const entry = () => listener()
    this.#listeners.add(entry)
    return () => this.#listeners.delete(entry)
  }

  /** Replaces the value; equal by identity tells nobody. */
  set(next: T): void {
    if (Object.is(next, this.#snapshot)) return
    this.#snapshot = next
    for (const listener of [...this.#listeners]) listener()
  }

  /** Shallow change of an object value. */
  patch(change: Partial<T>): void {
    const current = this.#snapshot
    for (const key in change) {
      if (!Object.is(change[key], current[key])) return this.set({ ...current, ...change })
    }
  }
}

/** Resolves when `accept` first holds for the value, at once if it does now; rejects when the signal aborts. */
export function when<T, S extends T>(source: Observable<T>, accept: (value: T) => value is S, signal?: AbortSignal): Promise<S>
export function when<T>(source: Observable<T>, accept: (value: T) => boolean, signal?: AbortSignal): Promise<T>
export function when<T>(source: Observable<T>, accept: (value: T) => boolean, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const value = source.getSnapshot()
      if (!accept(value)) return false
      unsubscribe()
      resolve(value)
      return true
    }
    let unsubscribe = (): void => undefined
    if (look()) return
    unsubscribe = source.subscribe(look)
    signal?.addEventListener('abort', () => (unsubscribe(), reject(signal.reason)), { once: true })
  })
}

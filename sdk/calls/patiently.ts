import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { failure, isPassing } from '#sdk/failure'
import { when } from '#sdk/observable'

type Online = Pick<Connection, 'subscribe' | 'getSnapshot' | 'isOnline'>

/** Asks, whenever there is a connection, until the answer is other than a passing failure; null = it is over meanwhile. */
export async function patiently<T>(connection: Online, clock: Clock, isOver: () => boolean, ask: () => Promise<T>): Promise<T | null> {
  for (;;) {
    await when(connection, () => connection.isOnline || isOver())
    if (isOver()) return null
    try {
      return await ask()
    } catch (error) {
      const failed = failure(error)
      if (!isPassing(failed)) throw failed
      await new Promise<void>((resolve) => clock.after(failed.retryAfterMs ?? 500, resolve))
    }
  }
}

import type { Clock } from '#sdk/clock'
import type { Storage } from '#sdk/storage'

/** The part of navigator.locks that is used: one holder of a name at a time over all tabs. */
export type Locks = { request<T>(name: string, run: () => Promise<T>): Promise<T> }

const lifeMs = 25_000
const settleMs = 60
const lookMs = 100

/** navigator.locks, which plain http pages lack. */
export function browserLocks(): Locks | null {
  const locks = globalThis.navigator?.locks
  return locks ? { request: (name, run) => locks.request(name, run) as ReturnType<typeof run> } : null
}

/**
 * The same on a storage that tabs share: a mark that is written, and still mine after the others had time to write theirs. Not
 * proof against a tab that sleeps in between; the mark ends by itself so that a closed tab holds nobody up.
 */
export function storageLocks(storage: Storage, clock: Clock, uuid: () => string): Locks {
  const pause = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve))
  const holder = (key: string): string | null => {
    const [id, until] = (storage.get(key) ?? '').split(' ')
    return id && Number(until) > clock.now() ? id : null
  }
  return {
    async request(name, run) {
      const key = `lock.${name}`
      const mine = uuid()
      for (;;) {
        if (holder(key) === null) {
          storage.set(key, `${mine} ${clock.now() + lifeMs}`)
          await pause(settleMs)
          if (holder(key) === mine) break
        }
        await pause(lookMs)
      }
      try {
        return await run()
      } finally {
        if (holder(key) === mine) storage.remove(key)
      }
    },
  }
}

/** Where tokens live between starts. Synchronous, like localStorage. */
export type Storage = {
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
  /** Calls back when another tab changed a key; absent where there are no tabs. */
  watch?(listener: (key: string) => void): () => void
}

/** Lives as long as the process: the default. */
export function memoryStorage(): Storage {
  const values = new Map<string, string>()
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  }
}

/** localStorage under a prefix; falls back to memory where the browser forbids it (private mode, blocked cookies). */
export function browserStorage(prefix = 'boltorezka.'): Storage {
  const memory = memoryStorage()
  const guarded = <T>(use: (store: globalThis.Storage) => T, otherwise: () => T): T => {
    try {
      return use(globalThis.localStorage)
    } catch {
      return otherwise()
    }
  }
  return {
    get: (key) =>
      guarded(
        (store) => store.getItem(prefix + key),
        () => memory.get(key),
      ),
    set: (key, value) =>
      guarded(
        (store) => store.setItem(prefix + key, value),
        () => memory.set(key, value),
      ),
    remove: (key) =>
      guarded(
        (store) => store.removeItem(prefix + key),
        () => memory.remove(key),
      ),
    watch(listener) {
      const heard = (event: StorageEvent): void => {
        if (event.key === null) listener('')
        else if (event.key.startsWith(prefix)) listener(event.key.slice(prefix.length))
      }
      globalThis.addEventListener('storage', heard)
      return () => globalThis.removeEventListener('storage', heard)
    },
  }
}

/** Where tokens live between starts, and what was written and not sent. Synchronous, like localStorage; it never throws. */
export type Storage = {
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
  /** Of all that was set. */
  keys(): readonly string[]
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
    keys: () => [...values.keys()],
  }
}

/** sessionStorage under a prefix: lives as long as the tab, over reloads. */
export function tabStorage(prefix = 'boltorezka.'): Storage {
  return webStorage(() => globalThis.sessionStorage, prefix)
}

/** localStorage under a prefix, with other tabs' changes; falls back to memory where the browser forbids it (private mode, blocked cookies). */
export function browserStorage(prefix = 'boltorezka.'): Storage {
  return {
    ...webStorage(() => globalThis.localStorage, prefix),
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

function webStorage(store: () => globalThis.Storage, prefix: string): Storage {
  const memory = memoryStorage()
  const guarded = <T>(use: (store: globalThis.Storage) => T, otherwise: () => T): T => {
    try {
      return use(store())
    } catch {
      return otherwise()
    }
  }
  return {
    get: (key) =>
      guarded(
        (open) => open.getItem(prefix + key),
        () => memory.get(key),
      ),
    set: (key, value) =>
      guarded(
        (open) => open.setItem(prefix + key, value),
        () => memory.set(key, value),
      ),
    remove: (key) =>
      guarded(
        (open) => open.removeItem(prefix + key),
        () => memory.remove(key),
      ),
    keys: () =>
      guarded(
        (open) =>
          Object.keys(open)
            .filter((key) => key.startsWith(prefix))
            .map((key) => key.slice(prefix.length)),
        () => memory.keys(),
      ),
  }
}

import { memoryStorage, type Storage } from '#sdk/storage'

/** A storage that several tabs see; each hears what the others change. Every call opens it for one more tab. */
export function sharedStorage(): () => Storage {
  const store = memoryStorage()
  const tabs: Set<(key: string) => void>[] = []
  return () => {
    const tab = new Set<(key: string) => void>()
    tabs.push(tab)
    const tell = (key: string): void => {
      for (const other of tabs) if (other !== tab) for (const heard of other) heard(key)
    }
    return {
      get: store.get,
      set: (key, value) => (store.set(key, value), tell(key)),
      remove: (key) => (store.remove(key), tell(key)),
      keys: store.keys,
      watch: (listener) => (tab.add(listener), () => tab.delete(listener)),
    }
  }
}

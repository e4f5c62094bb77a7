import type { FailureCode } from '#sdk/failure'
import type { Storage } from '#sdk/storage'

/** A message of mine that is not acked, as it lies in storage. */
export type Unsent = {
  readonly key: string
  readonly roomId: string
  readonly text: string
  readonly replyTo: string | null
  readonly createdAt: number
  /** Orders what I say in one room, over reloads and tabs. */
  readonly place: number
  readonly failed: { readonly code: FailureCode; readonly message: string; readonly anchor: number } | null
}

const unsentPrefix = 'unsent.'
const draftPrefix = 'draft.'

/**
 * What I wrote and did not get sent, kept over reloads: messages on their way, and drafts. One entry of the storage for each, so that
 * tabs do not overwrite each other's. A message stays until it is acked or discarded, whichever tab does it.
 */
export class Written {
  readonly #storage: Storage
  readonly #myId: () => string

  constructor(storage: Storage, myId: () => string) {
    this.#storage = storage
    this.#myId = myId
  }

  keep({ roomId, key, ...rest }: Unsent): void {
    this.#storage.set(this.#nameOf(roomId, key), JSON.stringify(rest))
  }

  drop(roomId: string, key: string): void {
    this.#storage.remove(this.#nameOf(roomId, key))
  }

  /** All of mine, in the order it was said. */
  unsent(): Unsent[] {
    const mine = `${unsentPrefix}${this.#myId()}.`
    return this.#storage
      .keys()
      .filter((name) => name.startsWith(mine))
      .flatMap((name) => read(name, this.#storage.get(name)) ?? [])
      .toSorted((a, b) => a.place - b.place || (a.key < b.key ? -1 : 1))
  }

  draft(roomId: string): string {
    return this.#storage.get(this.#draftOf(roomId)) ?? ''
  }

  setDraft(roomId: string, text: string): void {
    if (text === '') this.#storage.remove(this.#draftOf(roomId))
    else this.#storage.set(this.#draftOf(roomId), text)
  }

  /** Another tab wrote a message of mine, or sent or discarded it. */
  watch(hooks: { kept(): unknown; dropped(roomId: string, key: string): void }): () => void {
    const heard = (name: string): void => {
      const [userId, roomId, key] = partsOf(name)
      if (userId !== this.#myId() || !roomId || !key) return
      if (this.#storage.get(name) === null) hooks.dropped(roomId, key)
      else hooks.kept()
    }
    return this.#storage.watch?.(heard) ?? (() => undefined)
  }

  /** Forgets what was written here by anybody but the one named. */
  clear(exceptId: string | null): void {
    for (const name of this.#storage.keys()) {
      const written = name.startsWith(unsentPrefix) || name.startsWith(draftPrefix)
      if (written && (exceptId === null || name.split('.')[1] !== exceptId)) this.#storage.remove(name)
    }
  }

  #nameOf(roomId: string, key: string): string {
    return `${unsentPrefix}${this.#myId()}.${roomId}.${key}`
  }

  #draftOf(roomId: string): string {
    return `${draftPrefix}${this.#myId()}.${roomId}`
  }
}

function partsOf(name: string): string[] {
  return name.startsWith(unsentPrefix) ? name.slice(unsentPrefix.length).split('.') : []
}

function read(name: string, text: string | null): Unsent | null {
  const [, roomId, key] = partsOf(name)
  try {
    const kept = JSON.parse(text ?? '') as Omit<Unsent, 'key' | 'roomId'>
    return roomId && key && typeof kept.text === 'string' && typeof kept.place === 'number' ? { ...kept, roomId, key } : null
  } catch {
    return null
  }
}

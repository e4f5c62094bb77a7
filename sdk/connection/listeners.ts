import type { ServerFrame } from '#protocol/frames/server'
import type { FrameListener } from './session'

/** Who listens to which type of frame. */
export class Listeners {
  readonly #byType = new Map<string, Set<(payload: never) => void>>()

  on<T extends ServerFrame['type']>(type: T, listener: FrameListener<T>): () => void {
    const listeners = this.#byType.get(type) ?? new Set()
    this.#byType.set(type, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  tell(frame: ServerFrame): void {
    for (const listener of this.#byType.get(frame.type) ?? []) listener(frame.payload as never)
  }
}

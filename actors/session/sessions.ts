import type { Ref } from '#actors/runtime/actor'
import type { SessionMessage } from './messages'

export type SessionEntry = { readonly ref: Ref<SessionMessage>; readonly userId: string; readonly deviceId: string }

/** The sessions of this node, those that wait for their socket too. */
export class Sessions {
  readonly #byId = new Map<string, SessionEntry>()

  get size(): number {
    return this.#byId.size
  }

  add(sessionId: string, entry: SessionEntry): void {
    this.#byId.set(sessionId, entry)
  }

  /** A no-op when another actor holds the id by now. */
  remove(sessionId: string, ref: Ref<SessionMessage>): void {
    if (this.#byId.get(sessionId)?.ref === ref) this.#byId.delete(sessionId)
  }

  /** The actor behind `newId` continues the session `oldId`; whoever had it is told that it was replaced. */
  takeOver(newId: string, oldId: string): void {
    const entry = this.#byId.get(newId)
    if (!entry || newId === oldId) return
    this.#byId.get(oldId)?.ref.send({ type: 'replaced' })
    this.#byId.delete(newId)
    this.#byId.set(oldId, entry)
  }

  /** Ends every session of a device or of a person: their sockets close with 4001. */
  revoke(where: { readonly deviceId?: string; readonly userId?: string }): void {
    for (const { ref, userId, deviceId } of this.#byId.values()) {
      if (deviceId === where.deviceId || userId === where.userId) ref.send({ type: 'revoked' })
    }
  }

  /** How many sessions a person has. */
  countOf(userId: string): number {
    let count = 0
    for (const entry of this.#byId.values()) if (entry.userId === userId) count++
    return count
  }
}

import type { PersonState } from '#actors/presence/room-presence'
import type { Ref } from '#actors/runtime/actor'
import { insist } from '#actors/runtime/insist'
import type { Connection } from './connection'
import type { SessionMessage } from './messages'

export type SessionEntry = {
  readonly ref: Ref<SessionMessage>
  readonly userId: string
  readonly deviceId: string
  readonly connection: Connection
  readonly state: PersonState
}

/** The sessions of this node, those that wait for their socket too. */
export class Sessions {
  readonly #byId = new Map<string, SessionEntry>()
  readonly #ofUser = new Map<string, Set<SessionEntry>>()

  get size(): number {
    return this.#byId.size
  }

  add(sessionId: string, entry: SessionEntry): void {
    this.#byId.set(sessionId, entry)
    const own = this.#ofUser.get(entry.userId)
    if (own) own.add(entry)
    else this.#ofUser.set(entry.userId, new Set([entry]))
  }

  /** Keeps the id when another actor holds it by now. */
  remove(sessionId: string, entry: SessionEntry): void {
    if (this.#byId.get(sessionId) === entry) this.#byId.delete(sessionId)
    const own = this.#ofUser.get(entry.userId)
    own?.delete(entry)
    if (own?.size === 0) this.#ofUser.delete(entry.userId)
  }

  /** Sends something to every device of a person that has a socket; `textFor` says what to which connection, null = nothing. */
  tell(userId: string, textFor: (connectionId: string) => string | null): void {
    for (const { connection } of this.#ofUser.get(userId) ?? []) {
      const text = textFor(connection.id)
      if (text !== null) connection.send(text)
    }
  }

  /** The actor behind `newId` continues the session `oldId`; whoever had it is told that it was replaced. Answers what it leaves, on this node. */
  takeOver(newId: string, oldId: string): Pick<SessionEntry, 'state'> | null {
    const entry = this.#byId.get(newId)
    if (!entry || newId === oldId) return null
    const before = this.#byId.get(oldId)
    if (before) end(before, { type: 'replaced' }, 4002, 'replaced by a newer socket')
    this.#byId.delete(newId)
    this.#byId.set(oldId, entry)
    return before ?? null
  }

  /** Ends every session of a device or of a person: their sockets close with 4001. */
  revoke({ deviceId, userId }: { readonly deviceId?: string; readonly userId?: string }): void {
    const those = userId !== undefined ? (this.#ofUser.get(userId) ?? []) : this.#byId.values()
    for (const entry of those) if (userId !== undefined || entry.deviceId === deviceId) end(entry, { type: 'revoked' }, 4001, 'signed out')
  }
}

/** The socket closes now: what a client has still in the session's mailbox must not delay it. */
function end({ ref, connection }: SessionEntry, why: SessionMessage, code: number, reason: string): void {
  connection.close(code, reason)
  insist(ref, why)
}

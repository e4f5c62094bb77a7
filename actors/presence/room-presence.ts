import { limits } from '#protocol/limits'

export type PersonState = 'online' | 'idle'
export type PresentPerson = { readonly id: string; readonly name: string; readonly state: PersonState }
export type PresenceChange = { readonly id: string; readonly name: string; readonly state: PersonState | 'offline' }
export type PresenceUpdate = { readonly online: number; readonly changes: readonly PresenceChange[] }

type Person = { readonly id: string; readonly name: string; readonly sessions: Map<string, PersonState> }

/**
 * Who is in one room on this node: sessions folded into people, changes collected until `flush`. A person is idle when all of
 * their sessions are. Above `limits.presenceNames` people only the count is told (DELIVERY rule 20), so N joins cost O(N).
 */
export class RoomPresence {
  readonly #people = new Map<string, Person>()
  /** What each changed person was when last told; undefined = was not present. */
  readonly #before = new Map<string, { readonly name: string; readonly state: PersonState | undefined }>()

  get online(): number {
    return this.#people.size
  }

  /** Something changed since the last flush. */
  get dirty(): boolean {
    return this.#before.size > 0
  }

  set(user: { readonly id: string; readonly name: string }, sessionId: string, state: PersonState): void {
    this.#remember(user.id, user.name)
    const person = this.#people.get(user.id)
    if (person) person.sessions.set(sessionId, state)
    else this.#people.set(user.id, { id: user.id, name: user.name, sessions: new Map([[sessionId, state]]) })
  }

  remove(userId: string, sessionId: string): void {
    const person = this.#people.get(userId)
    if (!person?.sessions.has(sessionId)) return
    this.#remember(userId, person.name)
    person.sessions.delete(sessionId)
    if (person.sessions.size === 0) this.#people.delete(userId)
  }

  sessionsOf(userId: string): readonly string[] {
    return [...(this.#people.get(userId)?.sessions.keys() ?? [])]
  }

  /** For the ack of room.join: at most `limits.presenceNames` people. */
  snapshot(): { online: number; users: PresentPerson[] } {
    const users: PresentPerson[] = []
    for (const person of this.#people.values()) {
      if (users.length === limits.presenceNames) break
      users.push({ id: person.id, name: person.name, state: stateOf(person) })
    }
    return { online: this.#people.size, users }
  }

  /** What to tell the room since the last flush, or null when in the end nothing changed. */
  flush(): PresenceUpdate | null {
    const changes: PresenceChange[] = []
    for (const [id, before] of this.#before) {
      const person = this.#people.get(id)
      const state = person ? stateOf(person) : undefined
      if (state !== before.state) changes.push({ id, name: person?.name ?? before.name, state: state ?? 'offline' })
    }
    this.#before.clear()
    if (changes.length === 0) return null
    return { online: this.#people.size, changes: this.#people.size > limits.presenceNames ? [] : changes }
  }

  #remember(id: string, name: string): void {
    if (this.#before.has(id)) return
    const person = this.#people.get(id)
    this.#before.set(id, { name, state: person && stateOf(person) })
  }
}

function stateOf(person: Person): PersonState {
  for (const state of person.sessions.values()) if (state === 'online') return 'online'
  return 'idle'
}

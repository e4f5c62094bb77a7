/** Sends something to every device of a person; `textFor` says what to the one at that connection, null = nothing. */
export type TellPerson = (userId: string, textFor: (connectionId: string) => string | null) => void

/** Who is rung, and who sits in which call, on this node: what one call has to know of the others. */
export class Rings {
  readonly #tell: TellPerson
  /** userId -> callId -> the frame that says so */
  readonly #pending = new Map<string, Map<string, string>>()
  /** userId -> callId -> seats there */
  readonly #seats = new Map<string, Map<string, number>>()

  constructor(tell: TellPerson) {
    this.#tell = tell
  }

  /** All devices ring, and those that connect meanwhile will. */
  begin(userId: string, callId: string, text: string): void {
    entry(this.#pending, userId).set(callId, text)
    this.#tell(userId, () => text)
  }

  /** All devices stop; nothing happens where none rang. */
  end(userId: string, callId: string, textFor: (connectionId: string) => string): void {
    const mine = this.#pending.get(userId)
    if (!mine?.delete(callId)) return
    if (mine.size === 0) this.#pending.delete(userId)
    this.#tell(userId, textFor)
  }

  /** What a device that connects now has to hear. */
  pending(userId: string): readonly string[] {
    return [...(this.#pending.get(userId)?.values() ?? [])]
  }

  sit(userId: string, callId: string): void {
    const mine = entry(this.#seats, userId)
    mine.set(callId, (mine.get(callId) ?? 0) + 1)
  }

  rise(userId: string, callId: string): void {
    const mine = this.#seats.get(userId)
    const left = (mine?.get(callId) ?? 0) - 1
    if (left > 0) mine?.set(callId, left)
    else mine?.delete(callId)
    if (mine?.size === 0) this.#seats.delete(userId)
  }

  /** Whether the person sits in another call. */
  isBusy(userId: string, callId: string): boolean {
    return [...(this.#seats.get(userId)?.keys() ?? [])].some((other) => other !== callId)
  }
}

function entry<T>(of: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const known = of.get(key) ?? new Map<string, T>()
  of.set(key, known)
  return known
}

import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'

export type Pending = { readonly command: RoomCommand; readonly reply: Reply<CommandOutcome> }

/** DELIVERY rule 6: one append in flight per room, at most so many commands or bytes. */
const BATCH_COMMANDS = 256
const BATCH_BYTES = 1024 * 1024
/** Beyond this the room says busy: what waits here has left the bounded mailbox. */
const LINE_COMMANDS = 2_048
/** So long after a batch landed its senders, who have just heard, may fill the next one. */
const GATHER_MS = 2

/** After every socket that was readable in this turn of the loop has been read: their commands share one transaction. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * The group commit of one room: what arrives while an append is out forms the next batch. Keeps who waits for which outcome, so
 * that everybody hears exactly one answer.
 */
export class AppendLine {
  #waiting: Pending[] = []
  #flying: readonly Pending[] | null = null
  #landed = 0
  #landedAt = 0
  #seen = 0

  get busy(): boolean {
    return this.#flying !== null
  }

  /** A batch could be taken. */
  get ready(): boolean {
    return this.#flying === null && this.#waiting.length > 0
  }

  get idle(): boolean {
    return this.#flying === null && this.#waiting.length === 0
  }

  /** False when the line is full; the caller answers `busy`. */
  add(pending: Pending): boolean {
    if (this.#waiting.length >= LINE_COMMANDS) return false
    this.#waiting.push(pending)
    return true
  }

  /** The next batch, or null while one is out or nobody waits. */
  take(): readonly RoomCommand[] | null {
    if (this.#flying !== null || this.#waiting.length === 0) return null
    let bytes = 0
    let count = 0
    for (const { command } of this.#waiting) {
      bytes += command.type === 'message.send' ? command.text.length * 3 : 64
      if (count > 0 && (bytes > BATCH_BYTES || count >= BATCH_COMMANDS)) break
      count++
    }
    this.#flying = this.#waiting.slice(0, count)
    this.#waiting = this.#waiting.slice(count)
    return this.#flying.map(({ command }) => command)
  }

  /**
   * Asked once a turn: whether the batch leaves now. Not while it grows and is smaller than the one that has just landed: where 64 are
   * under way, 62 and then 2 are two transactions for the work of one. A lone sender never waits.
   */
  full(now: number): boolean {
    const waiting = this.#waiting.length
    const grows = waiting > this.#seen
    this.#seen = waiting
    return !grows || waiting >= this.#landed || now - this.#landedAt > GATHER_MS
  }

  /** Ends the flight; the caller answers each with the outcome at the same index. */
  land(now: number): readonly Pending[] {
    const landed = this.#flying ?? []
    this.#flying = null
    this.#landed = landed.length
    this.#landedAt = now
    this.#seen = 0
    return landed
  }

  /** Nobody is left without an answer when the room ends (rule 7). */
  refuseAll(): void {
    const all = [...(this.#flying ?? []), ...this.#waiting]
    this.#flying = null
    this.#waiting = []
    for (const { reply } of all) reply.fail(new Refused('unavailable', 'the room restarts', { retryAfterMs: 500 }))
  }
}

import type { Reply } from '#actors/runtime/ask'
import { Refused } from '#protocol/errors'
import type { CommandOutcome, RoomCommand } from '#src/data/commands'

export type Pending = { readonly command: RoomCommand; readonly reply: Reply<CommandOutcome> }

/** DELIVERY rule 6: one append in flight per room, at most so many commands or bytes. */
const BATCH_COMMANDS = 256
const BATCH_BYTES = 1024 * 1024
/** Beyond this the room says busy: what waits here has left the bounded mailbox. */
const LINE_COMMANDS = 2_048
/** Telling a room costs a system call for each member, however many events: so much later may a batch leave to be one with the next. */
const GATHER_MS_PER_MEMBER = 0.025
const GATHER_MS_MAX = 20
/** An append costs both processes as much as twenty messages do, however small the room: so long one that is not whole yet may wait. */
const GATHER_MS_MIN = 3
/** What is shorter than this is not worth a timer. */
const TIMER_MS = 0.5

/** After every socket that was readable in this turn of the loop has been read: their commands share one transaction. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * The group commit of one room: what arrives while an append is out forms the next batch. Keeps who waits for which outcome, so
 * that everybody hears exactly one answer.
 */
export class AppendLine {
  #waiting: Pending[] = []
  #flying: readonly Pending[] | null = null
  /** How many were under way when a batch landed: those who have just heard may speak again, and share the next one until then. */
  #expected = 0
  #gatherUntil = 0

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

  /** Everybody who was under way a moment ago is here again: nothing is gained by waiting. A lone sender always is. */
  get complete(): boolean {
    return this.#waiting.length >= Math.min(this.#expected, BATCH_COMMANDS)
  }

  /**
   * How long the next batch should still wait, in ms; 0: it leaves now. Without this, senders who keep a room busy settle into two
   * batches that take turns, and each member is told twice as often.
   */
  wait(now: number): number {
    const left = this.#gatherUntil - now
    return this.complete || left < TIMER_MS ? 0 : left
  }

  /** Ends the flight; the caller answers each with the outcome at the same index. `members`: how many hear the room. */
  land(now: number, members: number): readonly Pending[] {
    const landed = this.#flying ?? []
    this.#flying = null
    this.#expected = landed.length + this.#waiting.length
    this.#gatherUntil = now + Math.min(GATHER_MS_MAX, Math.max(GATHER_MS_MIN, members * GATHER_MS_PER_MEMBER))
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

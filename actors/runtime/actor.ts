import type { Cancel, Clock } from './clock'
import type { Exit, ExitListener, Next, Outcome } from './exit'
import type { MailboxOptions, SendResult } from './mailbox'

/** All that one actor may know of another: where to send. It names a slot, so it stays valid across restarts. */
export type Ref<M> = {
  readonly name: string
  readonly clock: Clock
  /** Never waits. */
  send(message: M): SendResult
  /** The same for a message that its sender keeps when the mailbox is full: then it is not lost, and counts as no dead letter. */
  offer(message: M): SendResult
  /** Calls at the exit of every incarnation; at once, with kind `gone`, when the slot is dead already. Actors use `self.watch`. */
  onExit(listener: ExitListener): Cancel
  /** Calls once when `message` can no longer be answered: its reader exited, or it was refused, shed or left unread. For `ask`. */
  onLost(message: M, listener: (why: string) => void): Cancel
}

/** What an actor is given. Everything here belongs to one incarnation and does nothing after its exit. */
export type Self<M> = {
  readonly ref: Ref<M>
  readonly name: string
  readonly clock: Clock
  /** Ends when the actor is stopped, has read what was there, and its `go` tasks have reported. */
  readonly inbox: AsyncIterable<M>
  /** Aborts at the exit of this incarnation, however it ends. Made on first use. */
  readonly signal: AbortSignal
  /** Unread messages and signals. */
  readonly waiting: number
  readonly stopping: boolean
  after(ms: number, message: M): Cancel
  /** A tick is left out while the one before is unread. */
  every(ms: number, message: M): Cancel
  /** Every exit of `target` as a message; a dead target at once, with kind `gone`. */
  watch(target: Pick<Ref<never>, 'onExit'>, toMessage: (exit: Exit, next: Next) => M): Cancel
  /** Runs slow work beside the loop; its outcome comes back as a message, never as shared state. */
  go<T>(task: (signal: AbortSignal) => Promise<T>, toMessage: (outcome: Outcome<T>) => M): void
  /**
   * For the actor that has nothing to do and would return. True: the inbox was empty, the slot is dead from this instant, now
   * return without awaiting. False: something came in, go on. A plain return would lose what was sent in the same turn.
   */
  retire(): boolean
}

export type Actor<M, A> = {
  readonly kind: string
  readonly mailbox: MailboxOptions
  readonly run: (self: Self<M>, args: A) => Promise<void>
}

/** Declares an actor: one async function whose state is its locals. Return is a normal exit, throw is a crash. */
export function actor<M, A = void>(kind: string, mailbox: MailboxOptions, run: Actor<M, A>['run']): Actor<M, A> {
  if (!(mailbox.capacity >= 1)) throw new RangeError(`actor ${kind}: a mailbox holds at least one message`)
  return { kind, mailbox, run }
}

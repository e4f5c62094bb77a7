import type { Actor, Ref } from './actor'
import type { Clock } from './clock'
import type { Exit, Next } from './exit'
import type { RuntimeHook } from './hook'
import type { Mailbox } from './mailbox'
import type { Restart } from './restart-plan'

/** A node of the live tree, for the admin view. */
export type View = {
  readonly kind: string
  readonly name: string
  readonly state: 'running' | 'down' | 'stopping'
  /** Unread messages; 0 for a supervisor. */
  readonly depth: number
  readonly restarts: number
  readonly children?: readonly View[]
}

/** How tests end an actor: as if it had thrown, or as if it did not stop in time. */
export type Failure = 'crash' | 'kill'

/** What a supervisor owns: an actor's slot or another supervisor. */
export type Unit = {
  readonly name: string
  readonly terms: Terms
  readonly closed: boolean
  begin(): void
  /** For good; resolves when it has ended. */
  stop(within: number): Promise<Exit>
  /** Ends this incarnation only; the owner calls `begin` or `release` next. */
  recycle(within: number): Promise<Exit>
  release(): void
  /** Ends the incarnation of the actor of this name; false where there is none. */
  fail(name: string, how: Failure): boolean
  view(): View
}

/** On what terms a supervisor keeps a child. One object for many children. */
export type Terms = {
  readonly restart: Restart
  readonly shutdown: number
  /** By `start` or `supervise`: begins again with its supervisor. Those of `ensure` are forgotten then. */
  readonly declared: boolean
}

/** What all units below one supervisor share. */
export type Scope = { readonly clock: Clock; readonly hook: RuntimeHook; readonly owner: Owner | null }

export type Owner = {
  /** Told synchronously at every exit; answers what becomes of the unit, and may have begun it again already. */
  ended(unit: Unit, exit: Exit): Next
}

/** What an incarnation needs of its slot. */
export type Home<M, A> = Ref<M> & {
  readonly definition: Actor<M, A>
  readonly args: A
  readonly clock: Clock
  readonly mailbox: Mailbox
  close(): void
  started(): void
  ended(exit: Exit, poison: boolean): void
}

import type { Actor, Ref } from './actor'
import { type Clock, systemClock } from './clock'
import type { Exit } from './exit'
import type { RuntimeHook } from './hook'
import { Slot } from './slot'

export type Spawned<M> = {
  readonly ref: Ref<M>
  readonly exited: Promise<Exit>
  /** Refuses new messages, lets the actor read what is there, kills it after `within` ms (0: at once). */
  stop(within: number): Promise<Exit>
}

/** Starts an actor that nobody supervises: for tests and for one-off work. */
export function spawn<M, A>(
  definition: Actor<M, A>,
  name: string,
  args: A,
  options: { readonly clock?: Clock; readonly hook?: RuntimeHook } = {},
): Spawned<M> {
  const slot = new Slot<M, A>(definition, name, args, options.clock ?? systemClock, options.hook ?? {}, null)
  const exited = new Promise<Exit>((resolve) => void slot.onExit(resolve))
  slot.begin()
  return { ref: slot, exited, stop: (within) => slot.stop(within) }
}

import type { Actor, Ref } from './actor'
import { type Clock, systemClock } from './clock'
import type { Exit } from './exit'
import type { RuntimeHook } from './hook'
import { Slot } from './slot'
import type { Scope, Terms } from './unit'

export type Spawned<M> = {
  readonly ref: Ref<M>
  readonly exited: Promise<Exit>
  /** Refuses new messages, lets the actor read what is there, kills it after `within` ms (0: at once). */
  stop(within: number): Promise<Exit>
}

const alone: Terms = { restart: 'temporary', shutdown: 0, declared: false }

type Options = { readonly clock?: Clock; readonly hook?: RuntimeHook }
const none: Options = {}
const scopeOf = ({ clock = systemClock, hook = {} }: Options): Scope => ({ clock, hook, owner: null })
const plain = scopeOf(none)

/** Starts an actor that nobody supervises: for tests and for one-off work. */
export function spawn<M, A>(definition: Actor<M, A>, name: string, args: A, options: Options = none): Spawned<M> {
  const slot = new Slot<M, A>(definition, name, args, options === none ? plain : scopeOf(options), alone)
  const exited = new Promise<Exit>((resolve) => void slot.onExit(resolve))
  slot.begin()
  return { ref: slot, exited, stop: (within) => slot.stop(within) }
}

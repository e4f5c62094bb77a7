import type { Actor, Ref } from './actor'
import { Branch } from './branch'
import { type Clock, systemClock } from './clock'
import type { Exit } from './exit'
import type { RuntimeHook } from './hook'
import type { Backoff, Beyond, Intensity, Policy, Restart, Strategy } from './restart-plan'
import type { Failure, View } from './unit'

export type SupervisorOptions = {
  readonly strategy: Strategy
  readonly intensity: Intensity
  /** `escalate` unless said otherwise. */
  readonly beyond?: Beyond
  /** None unless said otherwise: every restart is immediate. */
  readonly backoff?: Backoff
}

export type RootOptions = SupervisorOptions & { readonly name?: string; readonly clock?: Clock; readonly hook?: RuntimeHook }

export type ChildOptions = {
  readonly restart?: Restart
  /** How long it may take to read what is there when it is stopped; then it is killed. 5,000 ms. */
  readonly shutdown?: number
}

export type Supervisor = {
  readonly name: string
  /** Declares a child and begins it. Declared children begin in this order and stop in reverse; the supervisor's own restart begins them
   *  again under the same refs. `permanent` unless said otherwise. */
  start<M, A>(definition: Actor<M, A>, id: string, args: A, options?: ChildOptions): Ref<M>
  /** Declares a supervisor below this one. The handle survives its restarts. */
  supervise(id: string, options: SupervisorOptions): Supervisor
  /** The child of this id, begun on first use. `transient` unless said otherwise: one that returned is forgotten, the next `ensure`
   *  begins a fresh one. After a stop it answers a ref that is dead. */
  ensure<M, A>(definition: Actor<M, A>, id: string, args: A, options?: ChildOptions): Ref<M>
  /** The ref of a living child. */
  lookup<M>(id: string): Ref<M> | undefined
  snapshot(): View
  /** For tests: ends the live actor of this name, wherever it is below, as if it had failed. False when there is none. */
  fail(name: string, how: Failure): boolean
  /** Stops the children, last first (those of `ensure` all at once), each as long as its `shutdown` and `within` allow. */
  stop(within?: number): Promise<Exit>
  /** `shutdown` after `stop`, `crash` when restarts went beyond the intensity and there is nobody above. Ask the root only. */
  readonly exited: Promise<Exit>
}

/** The root of a tree. */
export function supervise(options: RootOptions): Supervisor {
  const branch = new Branch(
    options.name ?? 'root',
    policyOf(options),
    { clock: options.clock ?? systemClock, hook: options.hook ?? {}, owner: null },
    { restart: 'temporary', shutdown: Number.POSITIVE_INFINITY, declared: true },
  )
  branch.begin()
  return handle(branch)
}

function handle(branch: Branch): Supervisor {
  return {
    name: branch.name,
    exited: branch.exited,
    start: (definition, id, args, options) => branch.add(definition, id, args, options?.restart ?? 'permanent', options?.shutdown ?? 5_000),
    supervise: (id, options) => handle(branch.addBranch(id, policyOf(options))),
    ensure: (definition, id, args, options) =>
      branch.ensure(definition, id, args, options?.restart ?? 'transient', options?.shutdown ?? 5_000),
    lookup: (id) => branch.lookup(id),
    snapshot: () => branch.view(),
    fail: (name, how) => branch.fail(name, how),
    stop: (within = Number.POSITIVE_INFINITY) => branch.stop(within),
  }
}

function policyOf(options: SupervisorOptions): Policy {
  return {
    strategy: options.strategy,
    intensity: options.intensity,
    beyond: options.beyond ?? 'escalate',
    backoff: options.backoff ?? { first: 0, max: 0 },
  }
}

import type { Exit } from './exit'

export type Strategy = 'one_for_one' | 'one_for_all' | 'rest_for_one'

/** `permanent`: always again. `transient`: again after a crash or a kill. `temporary`: never. */
export type Restart = 'permanent' | 'transient' | 'temporary'

/** More than `max` restarts within `within` ms is too much. */
export type Intensity = { readonly max: number; readonly within: number }

/** Waits before the second restart in a row: `first`, then doubled up to `max`. The first restart is immediate. */
export type Backoff = { readonly first: number; readonly max: number }

/**
 * What too much means. `escalate`: restarts are counted together, the supervisor stops all and fails as a whole. `abandon`: they are
 * counted per child, and only that child is given up: for many children that have nothing to do with each other.
 */
export type Beyond = 'escalate' | 'abandon'

export type Policy = {
  readonly strategy: Strategy
  readonly intensity: Intensity
  readonly beyond: Beyond
  readonly backoff: Backoff
}

export type Failed = {
  readonly id: string
  readonly restart: Restart
  readonly exit: Exit
  /** Restarts in a row before this one. */
  readonly attempts: number
}

export type Plan =
  | { readonly do: 'forget' }
  | { readonly do: 'restart'; readonly ids: readonly string[]; readonly delay: number }
  | { readonly do: 'escalate' }
  | { readonly do: 'abandon' }

export type Decision = { readonly plan: Plan; readonly restarts: readonly number[] }

/** Whether an exit calls for another incarnation at all. */
export function wanted(restart: Restart, exit: Exit): boolean {
  if (restart === 'temporary') return false
  return restart === 'permanent' || exit.kind === 'crash' || exit.kind === 'killed'
}

/** Pure: who begins again when `failed` exits. `order` is start order, `restarts` the times of those before. */
export function decide(policy: Policy, order: readonly string[], failed: Failed, restarts: readonly number[], now: number): Decision {
  if (!wanted(failed.restart, failed.exit)) return { plan: { do: 'forget' }, restarts }
  const recent = [...restarts, now].filter((at) => now - at < policy.intensity.within)
  if (recent.length > policy.intensity.max) return { plan: { do: policy.beyond }, restarts: recent }
  const ids =
    policy.strategy === 'one_for_one' ? [failed.id] : policy.strategy === 'one_for_all' ? order : order.slice(order.indexOf(failed.id))
  return { plan: { do: 'restart', ids, delay: delay(policy.backoff, failed.attempts) }, restarts: recent }
}

function delay(backoff: Backoff, attempts: number): number {
  return attempts === 0 ? 0 : Math.min(backoff.max, backoff.first * 2 ** (attempts - 1))
}

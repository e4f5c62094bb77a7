import type { Cancel, Clock } from './clock'
import type { Exit } from './exit'
import { decide, type Plan, type Policy } from './restart-plan'
import type { Unit } from './unit'

/** Of a unit that was restarted at least once. */
type Record = { bornAt: number; attempts: number; restarts: readonly number[]; cancel: Cancel | null }

/** What a supervisor remembers about restarts, and nothing about units that never failed. */
export class RestartHistory {
  readonly #policy: Policy
  #records = new WeakMap<Unit, Record>()
  /** Of all units together; with `abandon` each record has its own. */
  #restarts: readonly number[] = []

  constructor(policy: Policy) {
    this.#policy = policy
  }

  /** Asks `decide` and remembers its answer. */
  plan(unit: Unit, exit: Exit, order: readonly string[], now: number): Plan {
    const record = this.#records.get(unit) ?? { bornAt: Number.NEGATIVE_INFINITY, attempts: 0, restarts: [], cancel: null }
    this.#records.set(unit, record)
    if (now - record.bornAt >= this.#policy.intensity.within) record.attempts = 0
    const own = this.#policy.beyond === 'abandon'
    const failed = { id: unit.name, restart: unit.terms.restart, exit, attempts: record.attempts }
    const { plan, restarts } = decide(this.#policy, order, failed, own ? record.restarts : this.#restarts, now)
    if (own) record.restarts = restarts
    else this.#restarts = restarts
    if (plan.do === 'restart') {
      record.attempts++
      record.bornAt = now + plan.delay
    }
    return plan
  }

  /** Begins the unit's next incarnation, now or after its backoff. */
  again(unit: Unit, delay: number, clock: Clock): void {
    const record = this.#records.get(unit)
    if (delay === 0 || record === undefined) return unit.begin()
    record.cancel = clock.after(delay, () => unit.begin())
  }

  cancelWait(unit: Unit): void {
    this.#records.get(unit)?.cancel?.()
  }

  clear(): void {
    this.#records = new WeakMap()
    this.#restarts = []
  }
}

import type { Actor, Ref } from './actor'
import type { Exit, Next } from './exit'
import { RestartHistory } from './restart-history'
import { type Policy, type Restart, wanted } from './restart-plan'
import { Slot } from './slot'
import type { Failure, Owner, Scope, Terms, Unit, View } from './unit'

const shutdown: Exit = { kind: 'shutdown' }

/**
 * running: children live. regrouping: some are being stopped to begin again together. halting: all are being stopped, the one above
 * decides what next. down: after that. stopping: for good. over: after that.
 */
type Phase = 'running' | 'regrouping' | 'halting' | 'down' | 'stopping' | 'over'

/** The supervisor's shell: `decide` says what to do, this does it. */
export class Branch implements Unit, Owner {
  readonly name: string
  readonly terms: Terms
  readonly exited: Promise<Exit>
  readonly #policy: Policy
  readonly #above: Scope
  /** What the children get. */
  readonly #scope: Scope
  /** In start order. */
  readonly #children = new Map<string, Unit>()
  readonly #history: RestartHistory
  /** Retired but not yet returned, each with the slot that begins when it has. */
  readonly #leaving = new Map<Unit, Unit>()
  #phase: Phase = 'down'
  #begun = 0
  /** Those that are being restarted together, in start order. */
  #group: readonly Unit[] = []
  #late: { readonly unit: Unit; readonly exit: Exit }[] = []
  #lastTerms: Terms | null = null
  #settle: (exit: Exit) => void = () => {}

  constructor(name: string, policy: Policy, above: Scope, terms: Terms) {
    this.name = name
    this.terms = terms
    this.#policy = policy
    this.#history = new RestartHistory(policy)
    this.#above = above
    this.#scope = { ...above, owner: this }
    this.exited = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  get closed(): boolean {
    return this.#phase === 'over'
  }

  get #open(): boolean {
    return this.#phase === 'running' || this.#phase === 'regrouping'
  }

  add<M, A>(definition: Actor<M, A>, id: string, args: A, restart: Restart, drain: number): Ref<M> {
    const slot = new Slot<M, A>(definition, id, args, this.#scope, this.#termsOf(restart, drain, true))
    this.#declare(slot)
    return slot
  }

  addBranch(id: string, policy: Policy): Branch {
    const branch = new Branch(id, policy, this.#scope, this.#termsOf('permanent', Number.POSITIVE_INFINITY, true))
    this.#declare(branch)
    return branch
  }

  ensure<M, A>(definition: Actor<M, A>, id: string, args: A, restart: Restart, drain: number): Ref<M> {
    const present = this.#children.get(id)
    if (present !== undefined && !present.closed) return present as unknown as Ref<M>
    const slot = new Slot<M, A>(definition, id, args, this.#scope, this.#termsOf(restart, drain, false))
    if (!this.#open) {
      slot.release()
      return slot
    }
    this.#children.set(id, slot)
    // One that retired is about to return: its successor collects messages and begins after that.
    if (present === undefined) slot.begin()
    else this.#leaving.set(present, slot)
    return slot
  }

  lookup<M>(id: string): Ref<M> | undefined {
    const unit = this.#children.get(id)
    return unit instanceof Slot && !unit.closed ? (unit as Ref<M>) : undefined
  }

  view(): View {
    const state = this.#open ? 'running' : this.#phase === 'down' ? 'down' : 'stopping'
    const children = [...this.#children.values()].map((unit) => unit.view())
    return { kind: 'supervisor', name: this.name, state, depth: 0, restarts: Math.max(0, this.#begun - 1), children }
  }

  fail(name: string, how: Failure): boolean {
    return this.#children.values().some((unit) => unit.fail(name, how))
  }

  begin(): void {
    this.#phase = 'running'
    this.#begun++
    this.#history.clear()
    for (const unit of this.#children.values()) unit.begin()
  }

  async stop(within: number): Promise<Exit> {
    if (this.#phase === 'over') return shutdown
    if (this.#phase === 'stopping') return this.exited
    this.#phase = 'stopping'
    await this.#stopChildren(within)
    this.release()
    this.#above.owner?.ended(this, shutdown)
    return shutdown
  }

  async recycle(within: number): Promise<Exit> {
    if (this.#open && (await this.#halt(within))) this.#above.owner?.ended(this, shutdown)
    return shutdown
  }

  release(): void {
    if (this.#phase === 'over') return
    this.#phase = 'over'
    for (const unit of this.#children.values()) unit.release()
    this.#children.clear()
    this.#history.clear()
    this.#settle(shutdown)
  }

  /** A child ended. Answers at once, so that its watchers hear whether another incarnation follows. */
  ended(unit: Unit, exit: Exit): Next {
    if (this.#children.get(unit.name) !== unit) {
      const successor = this.#leaving.get(unit)
      this.#leaving.delete(unit)
      if (successor !== undefined && !successor.closed) successor.begin()
      return 'gone'
    }
    if (unit.closed || this.#phase === 'stopping' || this.#phase === 'over') return this.#forget(unit)
    if (this.#phase === 'halting' || this.#phase === 'down') return unit.terms.declared ? 'restarts' : this.#forget(unit)
    // A transient one that was stopped for the others' sake comes back with them.
    if (this.#group.includes(unit)) return unit.terms.restart === 'temporary' ? this.#forget(unit) : 'restarts'
    if (!wanted(unit.terms.restart, exit)) return this.#forget(unit)
    if (this.#phase === 'running') return this.#decide(unit, exit)
    this.#late.push({ unit, exit })
    return 'restarts'
  }

  #declare(unit: Unit): void {
    if (this.#children.has(unit.name)) throw new Error(`${this.name} has a child ${unit.name} already`)
    if (this.#phase === 'stopping' || this.#phase === 'over') return unit.release()
    this.#children.set(unit.name, unit)
    if (this.#open) unit.begin()
  }

  #forget(unit: Unit): Next {
    this.#children.delete(unit.name)
    return 'gone'
  }

  #decide(unit: Unit, exit: Exit): Next {
    // Only the strategies that need the order pay for it: a supervisor of sessions has 100,000 children.
    const order = this.#policy.strategy === 'one_for_one' ? [] : [...this.#children.keys()]
    const plan = this.#history.plan(unit, exit, order, this.#scope.clock.now())
    switch (plan.do) {
      case 'forget':
        return this.#forget(unit)
      case 'abandon':
        this.#scope.hook.gaveUp?.('abandon', this.name, unit.name, exit)
        return this.#forget(unit)
      case 'escalate':
        this.#scope.hook.gaveUp?.('escalate', this.name, unit.name, exit)
        void this.#escalate(exit)
        return unit.terms.declared ? 'restarts' : this.#forget(unit)
      case 'restart':
        this.#scope.hook.restarting?.(unit.view().kind, unit.name, plan.delay)
        if (plan.ids.length > 1) void this.#regroup(plan.ids, plan.delay)
        else this.#history.again(unit, plan.delay, this.#scope.clock)
        return 'restarts'
      default:
        return plan satisfies never
    }
  }

  async #regroup(ids: readonly string[], delay: number): Promise<void> {
    this.#phase = 'regrouping'
    this.#group = ids.flatMap((id) => this.#children.get(id) ?? [])
    for (const unit of this.#group.toReversed()) {
      this.#history.cancelWait(unit)
      await unit.recycle(unit.terms.shutdown)
      if (this.#phase !== 'regrouping') return
    }
    if (delay > 0) await new Promise<void>((resolve) => void this.#scope.clock.after(delay, resolve))
    if (this.#phase !== 'regrouping') return
    const group = this.#group
    this.#group = []
    this.#phase = 'running'
    for (const unit of group) if (this.#children.get(unit.name) === unit) unit.begin()
    for (const { unit, exit } of this.#late.splice(0)) {
      if (this.#phase === 'running' && this.#decide(unit, exit) === 'gone') unit.release()
    }
  }

  async #escalate(exit: Exit): Promise<void> {
    if (!(await this.#halt(Number.POSITIVE_INFINITY))) return
    const error = exit.kind === 'crash' ? exit.error : new Error(`${this.name}: a child ended too often: ${exit.kind}`)
    const cause: Exit = { kind: 'crash', error, message: undefined }
    if (this.#above.owner?.ended(this, cause) === 'restarts') return
    this.#settle(cause)
    this.release()
  }

  /** False when a stop for good overtook it. */
  async #halt(within: number): Promise<boolean> {
    this.#phase = 'halting'
    this.#late = []
    this.#group = []
    await this.#stopChildren(within)
    if (this.#phase !== 'halting') return false
    this.#phase = 'down'
    return true
  }

  /** Last first; children of `ensure` that follow each other end at the same time. */
  async #stopChildren(within: number): Promise<void> {
    const { clock } = this.#scope
    const deadline = clock.now() + within
    const forGood = this.#phase === 'stopping'
    const together: Promise<Exit>[] = [...this.#leaving.keys()].map((unit) => unit.stop(within))
    for (const unit of [...this.#children.values()].toReversed()) {
      this.#history.cancelWait(unit)
      const { declared } = unit.terms
      if (declared) await Promise.all(together.splice(0))
      const left = Math.max(0, Math.min(unit.terms.shutdown, deadline - clock.now()))
      const stopped = declared && !forGood ? unit.recycle(left) : unit.stop(left)
      if (declared) await stopped
      else together.push(stopped)
    }
    await Promise.all(together)
    // A child of `ensure` that waited for its backoff had no exit to be forgotten by.
    for (const unit of this.#children.values()) if (!unit.terms.declared) this.#forget(unit)
  }

  #termsOf(restart: Restart, drain: number, declared: boolean): Terms {
    const last = this.#lastTerms
    if (last !== null && last.restart === restart && last.shutdown === drain && last.declared === declared) return last
    return (this.#lastTerms = { restart, shutdown: drain, declared })
  }
}

import type { Actor, Ref } from './actor'
import type { Cancel, Clock } from './clock'
import type { Exit, Next } from './exit'
import type { RuntimeHook } from './hook'
import { decide, type Policy, type Restart, wanted } from './restart-plan'
import { Slot } from './slot'
import type { Owner, Unit, View } from './unit'

const shutdown: Exit = { kind: 'shutdown' }

/**
 * running: children live. regrouping: some are being stopped to begin again together. halting: all are being stopped, the one above
 * decides what next. down: after that. stopping: for good. over: after that.
 */
type Phase = 'running' | 'regrouping' | 'halting' | 'down' | 'stopping' | 'over'

type Child = {
  unit: Unit
  readonly restart: Restart
  readonly shutdown: number
  /** By `start` or `supervise`: begins again with its supervisor. Those of `ensure` are forgotten then. */
  readonly declared: boolean
  /** Made at the first restart. */
  record: Record | null
}

type Record = { bornAt: number; attempts: number; restarts: readonly number[]; cancel: Cancel | null }

/** The supervisor's shell: `decide` says what to do, this does it. */
export class Branch implements Unit, Owner {
  readonly name: string
  readonly exited: Promise<Exit>
  readonly #policy: Policy
  readonly #clock: Clock
  readonly #hook: RuntimeHook
  readonly #owner: Owner | null
  /** In start order. */
  readonly #children = new Map<string, Child>()
  /** Retired but not yet returned, each with the slot that begins when it has. */
  readonly #leaving = new Map<Unit, Unit | null>()
  #phase: Phase = 'down'
  #begun = 0
  #restarts: readonly number[] = []
  #group = new Set<Unit>()
  #late: { readonly child: Child; readonly exit: Exit }[] = []
  #settle: (exit: Exit) => void = () => {}

  constructor(name: string, policy: Policy, clock: Clock, hook: RuntimeHook, owner: Owner | null) {
    this.name = name
    this.#policy = policy
    this.#clock = clock
    this.#hook = hook
    this.#owner = owner
    this.exited = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  get closed(): boolean {
    return this.#phase === 'over'
  }

  add<M, A>(definition: Actor<M, A>, id: string, args: A, restart: Restart, drain: number): Ref<M> {
    const slot = new Slot<M, A>(definition, id, args, this.#clock, this.#hook, this)
    this.#adopt(slot, restart, drain, true)
    return slot
  }

  addBranch(id: string, policy: Policy): Branch {
    const branch = new Branch(id, policy, this.#clock, this.#hook, this)
    this.#adopt(branch, 'permanent', Number.POSITIVE_INFINITY, true)
    return branch
  }

  ensure<M, A>(definition: Actor<M, A>, id: string, args: A, restart: Restart, drain: number): Ref<M> {
    const present = this.#children.get(id)?.unit
    if (present !== undefined && !present.closed) return present as unknown as Ref<M>
    const slot = new Slot<M, A>(definition, id, args, this.#clock, this.#hook, this)
    if (this.#phase !== 'running' && this.#phase !== 'regrouping') {
      slot.release()
      return slot
    }
    if (present === undefined) {
      this.#adopt(slot, restart, drain, false)
      return slot
    }
    // The one before retired and is about to return: its successor collects messages and begins after that.
    this.#leaving.set(present, slot)
    this.#children.set(id, { unit: slot, restart, shutdown: drain, declared: false, record: null })
    return slot
  }

  lookup<M>(id: string): Ref<M> | undefined {
    const unit = this.#children.get(id)?.unit
    return unit instanceof Slot && !unit.closed ? (unit as Ref<M>) : undefined
  }

  view(): View {
    const state = this.#phase === 'running' || this.#phase === 'regrouping' ? 'running' : this.#phase === 'down' ? 'down' : 'stopping'
    const children = [...this.#children.values()].map((child) => child.unit.view())
    return { kind: 'supervisor', name: this.name, state, depth: 0, restarts: Math.max(0, this.#begun - 1), children }
  }

  begin(): void {
    this.#phase = 'running'
    this.#begun++
    this.#restarts = []
    for (const child of this.#children.values()) child.unit.begin()
  }

  async stop(within: number): Promise<Exit> {
    if (this.#phase === 'over') return shutdown
    if (this.#phase === 'stopping') return this.exited
    this.#phase = 'stopping'
    await this.#stopChildren(within)
    this.release()
    this.#owner?.ended(this, shutdown)
    return shutdown
  }

  async recycle(within: number): Promise<Exit> {
    if (this.#phase !== 'running' && this.#phase !== 'regrouping') return shutdown
    if (await this.#halt(within)) this.#owner?.ended(this, shutdown)
    return shutdown
  }

  release(): void {
    if (this.#phase === 'over') return
    this.#phase = 'over'
    for (const child of this.#children.values()) child.unit.release()
    this.#children.clear()
    this.#settle(shutdown)
  }

  /** A child ended. Answers at once, so that its watchers hear whether another incarnation follows. */
  ended(unit: Unit, exit: Exit): Next {
    const child = this.#children.get(unit.name)
    if (child?.unit !== unit) {
      const successor = this.#leaving.get(unit)
      this.#leaving.delete(unit)
      if (successor && !successor.closed) successor.begin()
      return 'gone'
    }
    if (this.#phase === 'stopping' || this.#phase === 'over') return this.#forget(unit)
    if (this.#phase === 'halting' || this.#phase === 'down') return child.declared ? 'restarts' : this.#forget(unit)
    if (unit.closed || !wanted(child.restart, exit)) {
      // In a group that begins again, a transient child stopped for the others' sake comes back too.
      if (!this.#group.has(unit) || child.restart === 'temporary' || unit.closed) return this.#forget(unit)
    }
    if (this.#group.has(unit)) return 'restarts'
    if (this.#phase === 'regrouping') {
      this.#late.push({ child, exit })
      return 'restarts'
    }
    return this.#decide(child, exit)
  }

  #adopt(unit: Unit, restart: Restart, drain: number, declared: boolean): void {
    if (this.#children.has(unit.name)) throw new Error(`${this.name} has a child ${unit.name} already`)
    if (this.#phase === 'stopping' || this.#phase === 'over') return unit.release()
    this.#children.set(unit.name, { unit, restart, shutdown: drain, declared, record: null })
    if (this.#phase === 'running' || this.#phase === 'regrouping') unit.begin()
  }

  #forget(unit: Unit): Next {
    this.#children.delete(unit.name)
    return 'gone'
  }

  #decide(child: Child, exit: Exit): Next {
    const { unit, restart } = child
    const now = this.#clock.now()
    const own = this.#policy.beyond === 'abandon'
    const record = (child.record ??= { bornAt: Number.NEGATIVE_INFINITY, attempts: 0, restarts: [], cancel: null })
    if (now - record.bornAt >= this.#policy.intensity.within) record.attempts = 0
    const failed = { id: unit.name, restart, exit, attempts: record.attempts }
    const decision = decide(this.#policy, [...this.#order()], failed, own ? record.restarts : this.#restarts, now)
    if (own) record.restarts = decision.restarts
    else this.#restarts = decision.restarts
    const plan = decision.plan
    switch (plan.do) {
      case 'forget':
        return this.#forget(unit)
      case 'abandon':
        this.#hook.gaveUp?.('abandon', this.name, unit.name, exit)
        return this.#forget(unit)
      case 'escalate':
        this.#hook.gaveUp?.('escalate', this.name, unit.name, exit)
        void this.#escalate(exit)
        return child.declared ? 'restarts' : this.#forget(unit)
      case 'restart':
        record.attempts++
        record.bornAt = now + plan.delay
        this.#hook.restarting?.(unit.view().kind, unit.name, plan.delay)
        if (plan.ids.length > 1) void this.#regroup(plan.ids, plan.delay)
        else this.#again(child, record, plan.delay)
        return 'restarts'
      default:
        return plan satisfies never
    }
  }

  /** Only the strategies that need the order pay for it: a supervisor of sessions has 100,000 children. */
  #order(): Iterable<string> {
    return this.#policy.strategy === 'one_for_one' ? [] : this.#children.keys()
  }

  #again(child: Child, record: Record, delay: number): void {
    if (delay === 0) return child.unit.begin()
    record.cancel = this.#clock.after(delay, () => {
      record.cancel = null
      child.unit.begin()
    })
  }

  async #regroup(ids: readonly string[], delay: number): Promise<void> {
    const children = ids.map((id) => this.#children.get(id)).filter((child) => child !== undefined)
    this.#phase = 'regrouping'
    this.#group = new Set(children.map((child) => child.unit))
    for (const child of children.toReversed()) {
      child.record?.cancel?.()
      await child.unit.recycle(child.shutdown)
      if (this.#phase !== 'regrouping') return
    }
    if (delay > 0) await new Promise<void>((resolve) => void this.#clock.after(delay, resolve))
    if (this.#phase !== 'regrouping') return
    this.#group = new Set()
    this.#phase = 'running'
    for (const child of children) if (this.#children.get(child.unit.name) === child) child.unit.begin()
    for (const { child, exit } of this.#late.splice(0)) if (this.#phase === 'running') this.#decide(child, exit)
  }

  async #escalate(exit: Exit): Promise<void> {
    if (!(await this.#halt(Number.POSITIVE_INFINITY))) return
    const cause: Exit = {
      kind: 'crash',
      error: exit.kind === 'crash' ? exit.error : new Error(`a child was ${exit.kind}`),
      message: undefined,
    }
    const next = this.#owner?.ended(this, cause) ?? 'gone'
    if (next === 'restarts') return
    this.#settle(cause)
    this.release()
  }

  /** False when a stop for good overtook it. */
  async #halt(within: number): Promise<boolean> {
    this.#phase = 'halting'
    this.#late = []
    await this.#stopChildren(within)
    if (this.#phase !== 'halting') return false
    this.#phase = 'down'
    return true
  }

  /** Last first; children of `ensure` that follow each other end at the same time. */
  async #stopChildren(within: number): Promise<void> {
    const deadline = this.#clock.now() + within
    const forGood = this.#phase === 'stopping'
    let together: Promise<Exit>[] = []
    for (const child of [...this.#children.values()].toReversed()) {
      child.record?.cancel?.()
      if (child.declared) await Promise.all(together.splice(0))
      const left = Math.max(0, Math.min(child.shutdown, deadline - this.#clock.now()))
      const stopped = child.declared && !forGood ? child.unit.recycle(left) : child.unit.stop(left)
      if (child.declared) await stopped
      else together.push(stopped)
    }
    for (const unit of this.#leaving.keys()) together.push(unit.stop(Math.max(0, deadline - this.#clock.now())))
    await Promise.all(together)
    // A child of `ensure` that waited for its backoff had no exit to be forgotten by.
    for (const [id, child] of this.#children) if (!child.declared) this.#children.delete(id)
  }
}

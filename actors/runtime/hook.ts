import type { Exit, Next } from './exit'

/** Why nobody will ever handle a message. `full` covers both the refused and the shed. */
export type LossReason = 'full' | 'dead' | 'stopped' | 'poison'

/** How the runtime reports to metrics and logs without knowing them. A hook must not throw. */
export type RuntimeHook = {
  deadLetter?(reason: LossReason, kind: string, name: string, message: unknown): void
  started?(kind: string, name: string): void
  exited?(kind: string, name: string, exit: Exit, next: Next): void
  restarting?(kind: string, name: string, delayMs: number): void
  /** A supervisor gave up: on all its children (`escalate`) or on one of them (`abandon`). */
  gaveUp?(how: 'escalate' | 'abandon', supervisor: string, child: string, exit: Exit): void
}

export type DeadLetters = Readonly<Record<LossReason, number>>

/** What happened to actors of one kind since the start. */
export type KindCounts = {
  readonly started: number
  readonly restarts: number
  readonly crashes: number
  readonly deadLetters: DeadLetters
}

export type Counts = {
  readonly started: number
  readonly restarts: number
  readonly escalations: number
  readonly abandoned: number
  readonly deadLetters: DeadLetters
  readonly exits: Readonly<Record<Exit['kind'], number>>
  readonly kinds: Readonly<Record<string, KindCounts>>
}

const noLetters = (): Record<LossReason, number> => ({ full: 0, dead: 0, stopped: 0, poison: 0 })

/** A hook that only counts: the admin view and the tests read it. */
export function countingHook(): { readonly hook: RuntimeHook; counts(): Counts } {
  const exits = { normal: 0, shutdown: 0, killed: 0, crash: 0, gone: 0 }
  const beyond = { escalations: 0, abandoned: 0 }
  const kinds = new Map<string, { started: number; restarts: number; crashes: number; deadLetters: Record<LossReason, number> }>()
  const of = (kind: string) => {
    let counts = kinds.get(kind)
    if (counts === undefined) kinds.set(kind, (counts = { started: 0, restarts: 0, crashes: 0, deadLetters: noLetters() }))
    return counts
  }
  const sum = (count: (kind: KindCounts) => number): number => [...kinds.values()].reduce((total, kind) => total + count(kind), 0)
  return {
    hook: {
      deadLetter: (reason, kind) => void of(kind).deadLetters[reason]++,
      started: (kind) => void of(kind).started++,
      exited: (kind, _name, exit) => {
        exits[exit.kind]++
        if (exit.kind === 'crash') of(kind).crashes++
      },
      restarting: (kind) => void of(kind).restarts++,
      gaveUp: (how) => void beyond[how === 'escalate' ? 'escalations' : 'abandoned']++,
    },
    counts() {
      const deadLetters = noLetters()
      for (const reason of Object.keys(deadLetters) as LossReason[]) deadLetters[reason] = sum((kind) => kind.deadLetters[reason])
      const totals = { started: sum(({ started }) => started), restarts: sum(({ restarts }) => restarts) }
      return { ...totals, ...beyond, deadLetters, exits: { ...exits }, kinds: structuredClone(Object.fromEntries(kinds)) }
    },
  }
}

/** One hook for all who listen. */
export function together(...hooks: readonly RuntimeHook[]): RuntimeHook {
  return {
    deadLetter: (...told) => hooks.forEach((hook) => hook.deadLetter?.(...told)),
    started: (...told) => hooks.forEach((hook) => hook.started?.(...told)),
    exited: (...told) => hooks.forEach((hook) => hook.exited?.(...told)),
    restarting: (...told) => hooks.forEach((hook) => hook.restarting?.(...told)),
    gaveUp: (...told) => hooks.forEach((hook) => hook.gaveUp?.(...told)),
  }
}

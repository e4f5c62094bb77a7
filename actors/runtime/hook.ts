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

export type Counts = {
  readonly started: number
  readonly restarts: number
  readonly escalations: number
  readonly abandoned: number
  readonly deadLetters: Readonly<Record<LossReason, number>>
  readonly exits: Readonly<Record<Exit['kind'], number>>
}

/** A hook that only counts: the admin view and the tests read it. */
export function countingHook(): { readonly hook: RuntimeHook; counts(): Counts } {
  const deadLetters = { full: 0, dead: 0, stopped: 0, poison: 0 }
  const exits = { normal: 0, shutdown: 0, killed: 0, crash: 0, gone: 0 }
  const totals = { started: 0, restarts: 0, escalations: 0, abandoned: 0 }
  return {
    hook: {
      deadLetter: (reason) => void deadLetters[reason]++,
      started: () => void totals.started++,
      exited: (_kind, _name, exit) => void exits[exit.kind]++,
      restarting: () => void totals.restarts++,
      gaveUp: (how) => void totals[how === 'escalate' ? 'escalations' : 'abandoned']++,
    },
    counts: () => ({ ...totals, deadLetters: { ...deadLetters }, exits: { ...exits } }),
  }
}

import type { Ref } from './actor'
import type { Cancel, Clock } from './clock'
import type { Exit, ExitListener } from './exit'
import type { LossReason, RuntimeHook } from './hook'
import type { SendResult } from './mailbox'

/** Lets everything run that does not wait for a timer: microtasks, and the turns that fairness takes. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise<void>((resolve) => void setImmediate(resolve))
}

/** Waits for a condition, turn by turn, never by the clock. */
export async function until(check: () => boolean, turns = 10_000): Promise<void> {
  for (let i = 0; i < turns; i++) {
    if (check()) return
    await new Promise<void>((resolve) => void setImmediate(resolve))
  }
  throw new Error(`not so after ${turns} turns: ${check.toString()}`)
}

export type VirtualClock = Clock & {
  /** Runs what falls due, in order of time, and lets each consequence settle before the next. */
  advance(ms: number): Promise<void>
  /** Timers not yet due. */
  readonly pending: number
}

/** Time that moves only when told to. */
export function virtualClock(): VirtualClock {
  const timers = new Set<{ readonly at: number; readonly run: () => void }>()
  let now = 0
  return {
    now: () => now,
    after: (ms, run): Cancel => {
      const timer = { at: now + Math.max(0, ms), run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    get pending() {
      return timers.size
    },
    advance: async (ms) => {
      const end = now + ms
      await settle()
      for (;;) {
        // Set order is insertion order: of two timers due at once the older runs first.
        let next: { readonly at: number; readonly run: () => void } | undefined
        for (const timer of timers) if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer
        if (next === undefined) break
        timers.delete(next)
        now = next.at
        next.run()
        await settle()
      }
      now = end
    },
  }
}

export type Probe<M> = {
  readonly ref: Ref<M>
  /** Everything it was sent, in order. */
  readonly got: readonly M[]
  /** The next message nobody has taken by `next` yet; waits for it. */
  next(): Promise<M>
  /** What `send` answers from now on; `dead` and `full` messages are not kept. */
  answer(result: SendResult): void
  /** Ends it: watchers hear `exit`, sends answer `dead`. */
  exit(exit?: Exit): void
}

/** Stands in for an actor: keeps what it is sent. */
export function probe<M>(name = 'probe', clock: Clock = virtualClock()): Probe<M> {
  const got: M[] = []
  const listeners = new Set<ExitListener>()
  const lost = new Map<M, (why: string) => void>()
  const waiting: ((message: M) => void)[] = []
  let taken = 0
  let result: SendResult = 'ok'
  const send = (message: M): SendResult => {
    if (result === 'full' || result === 'dead') {
      lost.get(message)?.(result)
      return result
    }
    got.push(message)
    const first = waiting.shift()
    if (first !== undefined) {
      taken++
      first(message)
    }
    return result
  }
  const ref: Ref<M> = {
    name,
    clock,
    send,
    offer: (message) => (result === 'full' ? result : send(message)),
    onExit: (listener) => {
      if (result === 'dead') listener({ kind: 'gone' }, 'gone')
      else listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    onLost: (message, listener) => {
      lost.set(message, listener)
      return () => void lost.delete(message)
    },
  }
  return {
    ref,
    got,
    next: () => (taken < got.length ? Promise.resolve(got[taken++] as M) : new Promise((resolve) => void waiting.push(resolve))),
    answer: (next) => {
      result = next
    },
    exit: (exit = { kind: 'normal' }) => {
      result = 'dead'
      for (const [message, listener] of [...lost]) if (got.includes(message)) listener(`exited: ${exit.kind}`)
      for (const listener of [...listeners]) listener(exit, 'gone')
      listeners.clear()
    },
  }
}

export type Recorded = {
  readonly hook: RuntimeHook
  readonly letters: { readonly reason: LossReason; readonly name: string; readonly message: unknown }[]
  /** `started a`, `exited a crash restarts`, `restarting a 50`, `escalate root a` in the order they happened. */
  readonly log: string[]
}

/** A hook that remembers. */
export function recordingHook(): Recorded {
  const letters: Recorded['letters'] = []
  const log: string[] = []
  return {
    letters,
    log,
    hook: {
      deadLetter: (reason, _kind, name, message) => void letters.push({ reason, name, message }),
      started: (_kind, name) => void log.push(`started ${name}`),
      exited: (_kind, name, exit, next) => void log.push(`exited ${name} ${exit.kind} ${next}`),
      restarting: (_kind, name, delay) => void log.push(`restarting ${name} ${delay}`),
      gaveUp: (how, supervisor, child) => void log.push(`${how} ${supervisor} ${child}`),
    },
  }
}

import type { Ref, Self } from './actor'
import type { Cancel, Clock } from './clock'
import type { Exit, Next, Outcome } from './exit'
import { Signal } from './mailbox'
import { nextTurn, spent } from './turn'
import type { Home } from './unit'

const nothing: Cancel = () => {}
const drained: Exit = { kind: 'shutdown' }
const returned: Exit = { kind: 'normal' }
const killed: Exit = { kind: 'killed' }

/**
 * One incarnation. It is its own inbox, iterator and iterator result: an idle actor is few objects, and a message leaves the
 * mailbox in the instant the loop receives it (`done` is read then), so there is no moment when it is in nobody's hands.
 */
export class Life<M, A> implements Self<M>, AsyncIterable<M>, AsyncIterator<M> {
  readonly #home: Home<M, A>
  #parked: ((result: IteratorResult<M>) => void) | null = null
  /** What the loop has in hand. `next`: it asked and has not looked yet. */
  #hand: 'nothing' | 'next' | 'message' | 'signal' | 'end' = 'nothing'
  #held: M | undefined = undefined
  #phase: 'live' | 'draining' | 'leaving' | 'over' = 'live'
  #tasks = 0
  #aborter: AbortController | null = null
  #cancels: Set<Cancel> | null = null

  constructor(home: Home<M, A>) {
    this.#home = home
  }

  get ref(): Ref<M> {
    return this.#home
  }
  get name(): string {
    return this.#home.name
  }
  get clock(): Clock {
    return this.#home.clock
  }
  get inbox(): AsyncIterable<M> {
    return this
  }
  get waiting(): number {
    return this.#home.mailbox.size
  }
  get stopping(): boolean {
    return this.#phase !== 'live'
  }
  get signal(): AbortSignal {
    if (this.#aborter === null) {
      this.#aborter = new AbortController()
      if (this.#over) this.#aborter.abort()
    }
    return this.#aborter.signal
  }

  // The loop's side.

  [Symbol.asyncIterator](): AsyncIterator<M> {
    return this
  }

  next(): Promise<IteratorResult<M>> {
    this.#hand = 'next'
    this.#held = undefined
    if (this.#home.mailbox.size === 0 && !this.#finished()) {
      return new Promise((resolve) => {
        this.#parked = resolve
      })
    }
    // `await` takes the plain result as well as a promise of it, one object and one hop cheaper.
    if (!spent()) return this as unknown as Promise<IteratorResult<M>>
    return new Promise((resolve) => nextTurn(() => resolve(this as unknown as IteratorResult<M>)))
  }

  get done(): boolean {
    if (this.#hand !== 'next') return this.#hand === 'end'
    const mailbox = this.#home.mailbox
    if (mailbox.size === 0 || this.#finished()) {
      this.#hand = 'end'
      return true
    }
    const entry = mailbox.shift()
    if (entry instanceof Signal) {
      this.#hand = 'signal'
      this.#held = entry.message as M
    } else {
      this.#hand = 'message'
      this.#held = entry as M
    }
    return false
  }

  get value(): M | undefined {
    return this.done ? undefined : this.#held
  }

  get #over(): boolean {
    return this.#phase === 'over'
  }

  #finished(): boolean {
    if (this.#phase === 'draining') return this.#home.mailbox.size === 0 && this.#tasks === 0
    return this.#phase !== 'live'
  }

  // The slot's side.

  start(): void {
    this.#home.started()
    if (this.#over) return
    let running: Promise<void>
    try {
      running = this.#home.definition.run(this, this.#home.args)
    } catch (error) {
      return this.crash(error)
    }
    running.then(
      () => this.#end(this.#phase === 'live' ? returned : drained),
      (error: unknown) => this.crash(error),
    )
  }

  wake(): void {
    const resolve = this.#parked
    if (resolve === null) return
    this.#parked = null
    const result = this as unknown as IteratorResult<M>
    if (spent()) nextTurn(() => resolve(result))
    else resolve(result)
  }

  /** `draining`: reads what is there first. `leaving`: the inbox ends, what is unread stays for the next incarnation. */
  halt(how: 'draining' | 'leaving', within: number): void {
    if (this.#over) return
    this.#phase = how
    if (within <= 0) return this.#end(killed)
    if (within !== Number.POSITIVE_INFINITY) this.#hold(this.#home.clock.after(within, () => this.#end(killed)))
    if (this.#finished()) this.wake()
  }

  crash(error: unknown): void {
    this.#end({ kind: 'crash', error, message: this.#held })
  }

  #end(exit: Exit): void {
    if (this.#over) return
    this.#phase = 'over'
    for (const cancel of this.#cancels ?? []) cancel()
    this.#cancels = null
    this.#home.ended(exit, exit.kind === 'crash' && this.#hand === 'message')
    this.#aborter?.abort()
    this.wake() // a killed one that still runs sees the end of its inbox
  }

  // The actor's side.

  after(ms: number, message: M): Cancel {
    if (this.#over) return nothing
    const cancel = this.#home.clock.after(ms, () => {
      this.#release(cancel)
      this.#deliver(new Signal(message))
    })
    return this.#hold(cancel)
  }

  every(ms: number, message: M): Cancel {
    if (this.#over) return nothing
    const tick = new Signal(message)
    let cancelTimer: Cancel
    const arm = (): void => {
      cancelTimer = this.#home.clock.after(ms, () => {
        arm()
        if (!tick.queued) this.#deliver(tick)
      })
    }
    arm()
    return this.#hold(() => cancelTimer())
  }

  watch(target: Pick<Ref<never>, 'onExit'>, toMessage: (exit: Exit, next: Next) => M): Cancel {
    if (this.#over) return nothing
    let cancel = nothing
    let gone = false
    cancel = target.onExit((exit, next) => {
      gone = next === 'gone'
      if (gone) this.#release(cancel)
      this.#report(() => toMessage(exit, next))
    })
    return gone ? nothing : this.#hold(cancel)
  }

  go<T>(task: (signal: AbortSignal) => Promise<T>, toMessage: (outcome: Outcome<T>) => M): void {
    if (this.#over) return
    this.#tasks++
    const settle = (outcome: Outcome<T>): void => {
      this.#tasks--
      this.#report(() => toMessage(outcome))
    }
    let running: Promise<T>
    try {
      // A task that takes no signal costs no AbortController.
      running = task.length === 0 ? (task as () => Promise<T>)() : task(this.signal)
    } catch (error) {
      running = Promise.reject(error)
    }
    running.then(
      (value) => settle({ ok: true, value }),
      (error: unknown) => settle({ ok: false, error }),
    )
  }

  retire(): boolean {
    if (this.#over) return true
    if (this.#home.mailbox.size > 0 || this.#tasks > 0) return false
    this.#home.close()
    return true
  }

  #hold(cancel: Cancel): Cancel {
    this.#cancels ??= new Set()
    this.#cancels.add(cancel)
    return () => void (this.#release(cancel) && cancel())
  }

  /** False when it was not held any more. An actor without timers and watches keeps no set of them. */
  #release(cancel: Cancel): boolean {
    if (!this.#cancels?.delete(cancel)) return false
    if (this.#cancels.size === 0) this.#cancels = null
    return true
  }

  #report(make: () => M): void {
    if (this.#over) return
    try {
      this.#deliver(new Signal(make()))
    } catch (error) {
      this.crash(error)
    }
  }

  #deliver(signal: Signal): void {
    if (this.#over) return
    this.#home.mailbox.pushSignal(signal)
    this.wake()
  }
}

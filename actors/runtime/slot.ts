import type { Actor, Ref } from './actor'
import type { Cancel, Clock } from './clock'
import type { Exit, ExitListener, Next } from './exit'
import type { LossReason } from './hook'
import { Life } from './life'
import { Mailbox, type SendResult } from './mailbox'
import { nextTurn, spent } from './turn'
import type { Failure, Scope, Terms, Unit, View } from './unit'

const shutdown: Exit = { kind: 'shutdown' }
const gone: Exit = { kind: 'gone' }

const starting: Life<never, never>[] = []
let started = 0

/** Those that were begun in one turn start in one microtask, as far as the turn's budget goes; the rest in the next turns. */
function startAll(): void {
  while (started < starting.length) {
    starting[started++]?.start()
    if (started < starting.length && spent()) return nextTurn(startAll)
  }
  starting.length = started = 0
}

/** The place of an actor: what a `Ref` names. Mailbox, watchers and waiting asks live here and outlast incarnations. */
export class Slot<M, A> implements Ref<M>, Unit {
  readonly definition: Actor<M, A>
  readonly name: string
  readonly args: A
  readonly terms: Terms
  readonly mailbox = new Mailbox()
  readonly #scope: Scope
  #life: Life<M, A> | null = null
  #closed = false
  #begun = 0
  /** Most are watched by one or by nobody. */
  #listeners: ExitListener | readonly ExitListener[] | null = null
  #asked: Map<unknown, (why: string) => void> | null = null

  constructor(definition: Actor<M, A>, name: string, args: A, scope: Scope, terms: Terms) {
    this.definition = definition
    this.name = name
    this.args = args
    this.#scope = scope
    this.terms = terms
  }

  get clock(): Clock {
    return this.#scope.clock
  }

  /** Every send answers `dead`: it retired, is being stopped, or is gone. */
  get closed(): boolean {
    return this.#closed
  }

  send(message: M): SendResult {
    if (this.#closed) return this.#refuse('dead', message, 'dead')
    const { capacity, overflow } = this.definition.mailbox
    let result: SendResult = 'ok'
    if (this.mailbox.depth >= capacity) {
      if (overflow === 'reject') return this.#refuse('full', message, 'full')
      if (overflow === 'drop-newest') return this.#refuse('full', message, 'dropped')
      this.#lose('full', this.mailbox.shed())
      result = 'dropped'
    }
    this.mailbox.push(message)
    if (this.#life !== null) this.#life.wake()
    return result
  }

  offer(message: M): SendResult {
    const { capacity, overflow } = this.definition.mailbox
    const full = !this.#closed && overflow === 'reject' && this.mailbox.depth >= capacity
    return full ? 'full' : this.send(message)
  }

  onExit(listener: ExitListener): Cancel {
    if (this.#closed && this.#life === null) {
      listener(gone, 'gone')
      return () => {}
    }
    const listeners = this.#listeners
    this.#listeners = listeners === null ? listener : typeof listeners === 'function' ? [listeners, listener] : [...listeners, listener]
    return () => this.#ignore(listener)
  }

  #ignore(listener: ExitListener): void {
    const listeners = this.#listeners
    if (listeners === listener) this.#listeners = null
    else if (listeners !== null && typeof listeners !== 'function') this.#listeners = listeners.filter((other) => other !== listener)
  }

  onLost(message: M, listener: (why: string) => void): Cancel {
    const asked = (this.#asked ??= new Map())
    asked.set(message, listener)
    return () => void asked.delete(message)
  }

  /** The next incarnation. It starts a microtask later, so that whoever made it can watch before its first message. */
  begin(): void {
    this.#begun++
    const life = new Life<M, A>(this)
    this.#life = life
    if (starting.push(life as unknown as Life<never, never>) === 1) queueMicrotask(startAll)
  }

  started(): void {
    this.#scope.hook.started?.(this.definition.kind, this.name)
  }

  /** For good: what is unread is read first, as long as `within` allows. */
  stop(within: number): Promise<Exit> {
    this.#closed = true
    if (this.#life === null) {
      this.release()
      return Promise.resolve(shutdown)
    }
    return this.#halt('draining', within)
  }

  /** To begin again: the mailbox stays open and keeps what is unread. */
  recycle(within: number): Promise<Exit> {
    return this.#life === null ? Promise.resolve(shutdown) : this.#halt('leaving', within)
  }

  #halt(how: 'draining' | 'leaving', within: number): Promise<Exit> {
    return new Promise((resolve) => {
      const cancel = this.onExit((exit) => {
        cancel()
        resolve(exit)
      })
      this.#life?.halt(how, within)
    })
  }

  close(): void {
    this.#closed = true
  }

  fail(name: string, how: Failure): boolean {
    if (this.name !== name || this.#life === null) return false
    if (how === 'kill') this.#life.halt('leaving', 0)
    else this.#life.crash(new Error('failed on purpose'))
    return true
  }

  /** Called by the incarnation, once. The owner decides before watchers hear, so they hear whether another one follows. */
  ended(exit: Exit, poison: boolean): void {
    this.#life = null
    this.mailbox.purge()
    if (poison && exit.kind === 'crash') this.#lose('poison', exit.message)
    const next = this.#scope.owner?.ended(this, exit) ?? 'gone'
    this.#scope.hook.exited?.(this.definition.kind, this.name, exit, next)
    if (next === 'gone') this.#loseAll()
    else this.#failTaken(exit)
    this.#announce(exit, next)
  }

  /** No incarnation follows. */
  release(): void {
    this.#loseAll()
    this.#announce(shutdown, 'gone')
  }

  view(): View {
    const state = this.#life === null ? 'down' : this.#closed || this.#life.stopping ? 'stopping' : 'running'
    return { kind: this.definition.kind, name: this.name, state, depth: this.mailbox.depth, restarts: Math.max(0, this.#begun - 1) }
  }

  #announce(exit: Exit, next: Next): void {
    const listeners = this.#listeners
    if (listeners === null) return
    if (next === 'gone') this.#listeners = null
    if (typeof listeners === 'function') listeners(exit, next)
    else for (const listener of listeners) listener(exit, next)
  }

  #loseAll(): void {
    this.#closed = true
    for (const message of this.mailbox.empty()) this.#lose('stopped', message)
    this.#failTaken(shutdown)
  }

  /** Whoever waits for an answer to a message that the dead incarnation had taken will not get one. Unread ones will. */
  #failTaken(exit: Exit): void {
    if (this.#asked === null || this.#asked.size === 0) return
    const unread = new Set(this.mailbox.unread())
    for (const [message, listener] of [...this.#asked]) {
      if (unread.has(message)) continue
      this.#asked.delete(message)
      listener(`exited: ${exit.kind}`)
    }
  }

  #refuse(reason: LossReason, message: M, result: SendResult): SendResult {
    this.#lose(reason, message)
    return result
  }

  #lose(reason: LossReason, message: unknown): void {
    this.#scope.hook.deadLetter?.(reason, this.definition.kind, this.name, message)
    const listener = this.#asked?.get(message)
    if (listener === undefined) return
    this.#asked?.delete(message)
    listener(reason)
  }
}

import type { Ref } from './actor'
import type { Cancel } from './clock'

/** A one-shot answer slot that travels inside a message. The first answer counts, later ones are ignored. */
export type Reply<T> = { ok(value: T): void; fail(error: Error): void }

export class AskTimeout extends Error {
  override readonly name = 'AskTimeout'
}

/** Nobody will answer. `why`: `full`, `dead`, `stopped`, `poison`, or `exited: <kind>` when its reader died holding the question. */
export class AskRefused extends Error {
  override readonly name = 'AskRefused'
  readonly why: string

  constructor(target: string, why: string) {
    super(`${target} will not answer: ${why}`)
    this.why = why
  }
}

/**
 * Sends a question and waits for its answer, at most `within` ms. A question that is still unread when its target crashes waits for
 * the next incarnation; one that the crashed incarnation had taken fails at once.
 */
export function ask<M, T>(target: Ref<M>, within: number, toMessage: (reply: Reply<T>) => M): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const question = new Question<M, T>(target, resolve, reject)
    question.send(toMessage(question), within)
  })
}

/**
 * Like ask without a deadline, for askers that act in the very turn in which they hear: `reply` is called once, by the target or, when
 * nobody will answer any more, with AskRefused.
 */
export function askInTurn<M, T>(target: Ref<M>, reply: Reply<T>, toMessage: (reply: Reply<T>) => M): void {
  const question = new Question<M, T>(
    target,
    (value) => reply.ok(value),
    (error) => reply.fail(error),
  )
  question.send(toMessage(question), null)
}

class Question<M, T> implements Reply<T> {
  readonly #target: Ref<M>
  readonly #resolve: (value: T) => void
  readonly #reject: (error: Error) => void
  #settled = false
  #forget: Cancel | undefined
  #disarm: Cancel | undefined

  constructor(target: Ref<M>, resolve: (value: T) => void, reject: (error: Error) => void) {
    this.#target = target
    this.#resolve = resolve
    this.#reject = reject
  }

  send(message: M, within: number | null): void {
    const target = this.#target
    this.#forget = target.onLost(message, (why) => this.fail(new AskRefused(target.name, why)))
    target.send(message)
    if (this.#settled || within === null) return
    this.#disarm = target.clock.after(within, () => this.fail(new AskTimeout(`${target.name} did not answer in ${within} ms`)))
  }

  ok(value: T): void {
    if (this.#settle()) this.#resolve(value)
  }

  fail(error: Error): void {
    if (this.#settle()) this.#reject(error)
  }

  #settle(): boolean {
    if (this.#settled) return false
    this.#settled = true
    this.#forget?.()
    this.#disarm?.()
    return true
  }
}

/** errgroup: the first failure aborts the others; `wait` rejects with it once all have returned. */
export class Group {
  readonly #abort = new AbortController()
  readonly #running = new Set<Promise<void>>()
  #failure: { readonly error: unknown } | undefined
  readonly signal: AbortSignal

  constructor(parent?: AbortSignal) {
    this.signal = parent === undefined ? this.#abort.signal : AbortSignal.any([parent, this.#abort.signal])
  }

  /** Starts a task. After a failure the signal it is given has aborted already. */
  go(task: (signal: AbortSignal) => Promise<void>): void {
    const running = this.#run(task).finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  /** Tasks may start others; it waits for those too. */
  async wait(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #run(task: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await task(this.signal)
    } catch (error) {
      this.#failure ??= { error }
      this.#abort.abort(error)
    }
  }
}

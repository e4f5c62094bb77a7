/** At most `limit` jobs at a time, urgent ones first: hundreds of rooms are joined without a burst. */
export class Turns {
  readonly #limit: number
  readonly #waiting: ((done: () => void) => void)[] = []
  #running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  readonly take = (urgent: boolean, run: (done: () => void) => void): void => {
    if (urgent) this.#waiting.unshift(run)
    else this.#waiting.push(run)
    this.#next()
  }

  #next(): void {
    while (this.#running < this.#limit) {
      const run = this.#waiting.shift()
      if (!run) return
      this.#running++
      let done = false
      run(() => {
        if (done) return
        done = true
        this.#running--
        this.#next()
      })
    }
  }
}

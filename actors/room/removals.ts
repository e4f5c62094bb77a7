/**
 * Who left lately, by seq: closes the moment between judging a membership and acting on it. Remembers the last `span` seqs; about
 * an older judgement it answers true ("may have left"), and the caller judges again.
 */
export class Removals {
  readonly #span: number
  readonly #seqs = new Map<string, number>()
  #newest = 0

  constructor(span: number) {
    this.#span = span
  }

  /** Begins at `head`, with who left before it as `leavers` say; about what is older than the span nothing is known. */
  recall(head: number, leavers: readonly { readonly userId: string; readonly seq: number }[]): void {
    for (const { userId, seq } of leavers) this.add(userId, seq)
    this.#newest = Math.max(this.#newest, head)
  }

  add(userId: string, seq: number): void {
    this.#seqs.delete(userId)
    this.#seqs.set(userId, seq)
    this.#newest = seq
    for (const [id, left] of this.#seqs) {
      if (left > seq - this.#span) break
      this.#seqs.delete(id)
    }
  }

  /** Whether the person left after `asOf`, or that can't be told any more. */
  since(userId: string, asOf: number): boolean {
    return (this.#seqs.get(userId) ?? 0) > asOf || asOf < this.#newest - this.#span
  }
}

import type { Counts, DeadLetters, KindCounts } from './hook'
import type { View } from './unit'

/** One live actor. */
export type Resident = {
  readonly name: string
  readonly kind: string
  /** Names from the root down to the supervisor that keeps it. */
  readonly under: readonly string[]
  readonly state: View['state']
  readonly depth: number
  readonly restarts: number
}

/** All live actors of one kind, and what happened to its actors since the start. */
export type KindCensus = KindCounts & {
  readonly kind: string
  readonly alive: number
  /** Unread messages of all of them together, and of the one with most. */
  readonly depth: number
  readonly deepest: number
}

export type SupervisorCensus = {
  readonly name: string
  readonly under: readonly string[]
  readonly state: View['state']
  readonly restarts: number
  readonly children: number
}

export type Census = {
  readonly actors: number
  readonly kinds: readonly KindCensus[]
  readonly supervisors: readonly SupervisorCensus[]
  /** Those with most unread messages first. */
  readonly deepest: readonly Resident[]
  /** Those restarted most often first; those never restarted are left out. */
  readonly restarted: readonly Resident[]
  readonly deadLetters: DeadLetters
  readonly escalations: number
  readonly abandoned: number
}

const never: KindCounts = { started: 0, restarts: 0, crashes: 0, deadLetters: { full: 0, dead: 0, stopped: 0, poison: 0 } }

/** What a live tree and its counts come to, bounded however many actors there are: `limit` bounds the lists of single actors. */
export function census(
  root: View,
  counts: Counts,
  { kind: only, limit }: { readonly kind?: string | undefined; readonly limit: number },
): Census {
  const kinds = new Map<string, { alive: number; depth: number; deepest: number }>()
  const supervisors: SupervisorCensus[] = []
  const deep = new Top(limit, ({ depth }) => depth)
  const restarted = new Top(limit, ({ restarts }) => restarts)
  let actors = 0

  const visit = (view: View, under: readonly string[]): void => {
    const { name, kind, state, depth, restarts, children } = view
    if (children !== undefined) {
      supervisors.push({ name, under, state, restarts, children: children.length })
      const below = [...under, name]
      for (const child of children) visit(child, below)
      return
    }
    actors++
    const found = kinds.get(kind) ?? { alive: 0, depth: 0, deepest: 0 }
    kinds.set(kind, { alive: found.alive + 1, depth: found.depth + depth, deepest: Math.max(found.deepest, depth) })
    if (only !== undefined && kind !== only) return
    deep.add(view, under)
    restarted.add(view, under)
  }
  visit(root, [])

  const names = [...new Set([...Object.keys(counts.kinds), ...kinds.keys()])].toSorted()
  return {
    actors,
    kinds: names
      .filter((kind) => only === undefined || kind === only)
      .map((kind) => ({ kind, ...(kinds.get(kind) ?? { alive: 0, depth: 0, deepest: 0 }), ...(counts.kinds[kind] ?? never) })),
    supervisors,
    deepest: deep.residents(),
    restarted: restarted.residents(),
    deadLetters: counts.deadLetters,
    escalations: counts.escalations,
    abandoned: counts.abandoned,
  }
}

/** The few with most of something; those with nothing of it are not looked at, so that idle thousands cost a comparison each. */
class Top {
  readonly #limit: number
  readonly #weigh: (view: View) => number
  #best: { readonly view: View; readonly under: readonly string[]; readonly weight: number }[] = []

  constructor(limit: number, weigh: (view: View) => number) {
    this.#limit = limit
    this.#weigh = weigh
  }

  add(view: View, under: readonly string[]): void {
    const weight = this.#weigh(view)
    if (weight === 0) return
    this.#best.push({ view, under, weight })
    if (this.#best.length >= this.#limit * 2) this.#cut()
  }

  residents(): Resident[] {
    this.#cut()
    return this.#best.map(({ view: { name, kind, state, depth, restarts }, under }) => ({ name, kind, under, state, depth, restarts }))
  }

  #cut(): void {
    this.#best = this.#best.toSorted((a, b) => b.weight - a.weight).slice(0, this.#limit)
  }
}

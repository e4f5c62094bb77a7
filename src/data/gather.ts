import { DatabaseError } from './database'

/** The most one statement answers at once. */
const most = 256

type Asked<Item, Result> = { readonly item: Item; readonly resolve: (result: Result) => void; readonly reject: (error: unknown) => void }

/**
 * One statement for all that is asked in one turn of the loop: five hundred people who come back at once share two statements in place of
 * paying for five hundred. `load` answers one result for each item, in their order.
 */
export function gather<Item, Result>(load: (items: readonly Item[]) => Promise<readonly Result[]>): (item: Item) => Promise<Result> {
  let waiting: Asked<Item, Result>[] = []

  async function answer(asked: readonly Asked<Item, Result>[]): Promise<void> {
    try {
      const results = await load(asked.map(({ item }) => item))
      if (results.length !== asked.length) throw new Error(`${results.length} answers for ${asked.length} questions`)
      asked.forEach(({ resolve }, nth) => resolve(results[nth] as Result))
    } catch (error) {
      // What one of them cannot be asked must not be the others' failure.
      if (asked.length === 1 || (error instanceof DatabaseError && error.transient)) for (const { reject } of asked) reject(error)
      else for (const one of asked) void answer([one])
    }
  }

  function flush(): void {
    const asked = waiting
    waiting = []
    for (let from = 0; from < asked.length; from += most) void answer(asked.slice(from, from + most))
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ item, resolve, reject }) === 1) setImmediate(flush)
    })
}

/** A list of strings as Postgres reads a text[], or an array of what has neither quotes nor backslashes. */
export const listOf = (items: readonly (string | number)[]): string => `{${items.join()}}`

/** An element of a text[] that may hold anything. */
export const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`

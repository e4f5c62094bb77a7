import { type Prepared, sent } from './append-parts'
import type { CommandOutcome } from './commands'
import { listOf, quoted } from './gather'

/** What append_plain answers: where the batch begins, and the authors' names. `head` null: append_room has to judge. */
type PlainRow = { readonly head: number | null; readonly no: number; readonly at: string; readonly names: readonly string[] }

/** A batch of nothing but messages, as append_plain takes it. */
export type Plain = {
  readonly params: readonly unknown[]
  /** Null where it was not plain and nothing was done. */
  answer(row: PlainRow): { readonly head: number; readonly outcomes: CommandOutcome[] } | null
}

export const plainStatement = `select o_head as head, o_no as no, o_at as at, o_names as names from append_plain($1,
  $2::text::uuid[], $3::text::integer[], $4::text::uuid[], $5::text::uuid[], $6::text::uuid[], $7::text::text[], $8::text::uuid[])`

/** Null where the batch holds another command. */
export function plainOf(roomId: string, batch: readonly Prepared[]): Plain | null {
  const places = new Map<string, number>()
  const by: number[] = []
  const keys: string[] = []
  const texts: string[] = []
  const replies: string[] = []
  let replying = false
  for (const { command } of batch) {
    if (command.type !== 'message.send') return null
    const place = places.get(command.by) ?? places.size + 1
    places.set(command.by, place)
    by.push(place)
    keys.push(command.key)
    texts.push(quoted(command.text))
    replies.push(command.replyTo ?? 'null')
    replying ||= Boolean(command.replyTo)
  }
  const ids = listOf(batch.map(({ id }) => id))
  const hashes = listOf(batch.map(({ hash }) => hash))
  return {
    params: [roomId, listOf([...places.keys()]), listOf(by), ids, listOf(keys), hashes, listOf(texts), replying ? listOf(replies) : null],
    answer({ head, no, at, names }) {
      if (head === null) return null
      if (names.length !== places.size) throw new Error(`append_plain answered ${names.length} names for ${places.size} authors`)
      const outcomes = batch.map((prepared, nth): CommandOutcome => {
        const author = names[(by[nth] as number) - 1] as string
        return sent(roomId, prepared, { seq: head + nth + 1, no: no + nth + 1, author }, at)
      })
      return { head: head + batch.length, outcomes }
    },
  }
}

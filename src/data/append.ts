import type { Log } from '#src/base/log'
import { type AppendAnswer, outcomesOf, partsOf, prepare, type Prepared } from './append-parts'
import { plainOf, plainStatement } from './append-plain'
import type { Appended, CommandOutcome, RoomCommand } from './commands'
import { type Database, DatabaseError } from './database'
import type { Heads, HeadsListener } from './heads'
import { single } from './retrying'

/** The only door through which a room's stream grows. Never throws for database trouble: it answers outcomes. */
export type Append = {
  room(roomId: string, commands: readonly RoomCommand[]): Promise<Appended>
  /** Called after every commit that moved heads, whoever asked for it. Returns the function that ends the listening. */
  onHeads(listener: HeadsListener): () => void
}

export type AppendParts = {
  readonly database: Database
  readonly heads: Heads
  readonly generation: string
  /** Called when a commit left consequences for people. */
  readonly relay: () => void
  readonly log?: Log
}

/** The most one transaction takes: what a lock may be held for. */
const batchMax = 256
const tries = 3
const waitMs = 25

const failed = (code: 'unavailable' | 'internal' | 'invalid', message: string): CommandOutcome => ({ ok: false, code, message })

/** Postgres keeps neither U+0000 nor half a surrogate pair; the codecs refuse them and this is the last gate. */
const storable = (command: RoomCommand): boolean => {
  const text =
    command.type === 'message.send' ? command.text : command.type === 'room.update' ? `${command.name ?? ''}${command.topic ?? ''}` : ''
  return !text.includes('\u0000') && text.isWellFormed()
}

/** A key that another room of the same author took a moment ago is found by the next try (23505). */
const worthAnotherTry = (error: DatabaseError): boolean => error.transient || error.code === '23505'

export function createAppend({ database, heads, generation, relay, log }: AppendParts): Append {
  /** One transaction, three times where the trouble may pass. The keys make a try after an unseen commit harmless. */
  async function attempt(roomId: string, batch: readonly Prepared[]): Promise<{ head: number; outcomes: CommandOutcome[] }> {
    const plain = plainOf(roomId, batch)
    for (let tried = 1; ; tried += 1) {
      try {
        const done = plain?.answer(await single(database, plainStatement, plain.params, 'append'))
        if (done) {
          heads.announce([{ stream: roomId, head: done.head }])
          return done
        }
        const { answer } = await single<{ answer: AppendAnswer }>(
          database,
          'select append_room($1, $2::text::jsonb) as answer',
          [roomId, JSON.stringify(partsOf(batch))],
          'append',
        )
        // A try after a lost connection may find its own commit: then nothing moved now, and yet nobody has heard of it.
        if (answer.moved || (tried > 1 && answer.head > 0)) heads.announce([{ stream: roomId, head: answer.head }])
        if (answer.outbox) relay()
        return { head: answer.head, outcomes: outcomesOf(roomId, batch, answer) }
      } catch (error) {
        if (!(error instanceof DatabaseError) || !worthAnotherTry(error) || tried === tries) throw error
        log?.warn({ roomId, tried, code: error.code, reason: error.message }, 'append is tried again')
        await Bun.sleep(waitMs * tried * tried)
      }
    }
  }

  /** Every command gets an answer: what may pass ends as `unavailable` for all, what cannot is narrowed down to the one that causes it. */
  async function settle(roomId: string, batch: readonly Prepared[]): Promise<{ head: number; outcomes: CommandOutcome[] }> {
    try {
      return await attempt(roomId, batch)
    } catch (error) {
      if (error instanceof DatabaseError && error.transient) {
        log?.error({ roomId, commands: batch.length, code: error.code, reason: error.message }, 'append gave up')
        return { head: 0, outcomes: batch.map(() => failed('unavailable', 'The database does not answer, try again')) }
      }
      if (batch.length === 1) {
        log?.error({ roomId, command: batch[0]?.command.type, reason: String(error) }, 'append cannot store a command')
        return { head: 0, outcomes: [failed('internal', 'This could not be stored')] }
      }
      const middle = batch.length >> 1
      const left = await settle(roomId, batch.slice(0, middle))
      const right = await settle(roomId, batch.slice(middle))
      return { head: Math.max(left.head, right.head), outcomes: [...left.outcomes, ...right.outcomes] }
    }
  }

  return {
    async room(roomId, commands) {
      const outcomes: CommandOutcome[] = commands.map((command) =>
        failed('invalid', storable(command) ? '' : 'The text holds what cannot be stored'),
      )
      const places = commands.flatMap((command, at) => (storable(command) ? [at] : []))
      let head = 0
      for (let from = 0; from < places.length; from += batchMax) {
        const slice = places.slice(from, from + batchMax)
        const settled = await settle(
          roomId,
          slice.map((at) => prepare(roomId, commands[at] as RoomCommand)),
        )
        slice.forEach((at, nth) => (outcomes[at] = settled.outcomes[nth] as CommandOutcome))
        head = Math.max(head, settled.head)
      }
      return { head, generation, outcomes }
    },
    onHeads: (listener) => heads.listen(listener),
  }
}

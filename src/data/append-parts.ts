import type { StreamEvent } from '#protocol/frames/server'
import type { CommandOutcome, CommandResults, RoomCommand, RoomCommandType } from './commands'
import { refusal } from './refusals'

/** A command with what is decided before its first try, so that every try says the same. */
export type Prepared = { readonly command: RoomCommand; readonly id: string; readonly hash: string }

/** What append_room answers for one message and for one other command. */
type Accepted = { seq: number; no: number; author: string } | { repeat: string; seq: number; at: string }
type MessageAnswer = Accepted | { refused: string }
type ChangeAnswer = { refused: string | null; type: string | null; seq: number; facts: object | null; result: unknown }
export type AppendAnswer = {
  head: number
  at: string
  moved: boolean
  outbox: boolean
  parts: (MessageAnswer[] | ChangeAnswer)[] | null
}

type Send = Extract<RoomCommand, { type: 'message.send' }>

/** The first half of SHA-256 over everything that makes two commands the same, written as a UUID because that is 16 bytes to Postgres. */
function hashOf(roomId: string, { text, replyTo, threadId }: Send): string {
  const hex = Bun.CryptoHasher.hash('sha256', JSON.stringify([roomId, text, replyTo ?? null, threadId ?? null]), 'hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}

export function prepare(roomId: string, command: RoomCommand): Prepared {
  return command.type === 'message.send'
    ? { command, id: Bun.randomUUIDv7(), hash: hashOf(roomId, command) }
    : { command, id: '', hash: '' }
}

/** What append_room takes: runs of messages as lists, every other command by itself, in order. */
export function partsOf(batch: readonly Prepared[]): unknown[] {
  const parts: unknown[] = []
  let run: unknown[] | null = null
  for (const { command, id, hash } of batch) {
    if (command.type !== 'message.send') {
      parts.push(command)
      run = null
      continue
    }
    if (run === null) parts.push((run = []))
    run.push({ id, key: command.key, by: command.by, hash, text: command.text, replyTo: command.replyTo ?? null })
  }
  return parts
}

/** An outcome for every command of the batch, in its order. */
export function outcomesOf(roomId: string, batch: readonly Prepared[], answer: AppendAnswer): CommandOutcome[] {
  if (answer.parts === null) return batch.map(() => refusal('hidden'))
  const answers = answer.parts.flat()
  return batch.map((prepared, at): CommandOutcome => {
    const given = answers[at]
    if (!given) throw new Error(`append_room answered ${answers.length} outcomes for ${batch.length} commands`)
    if ('refused' in given && given.refused !== null) return refusal(given.refused)
    if (prepared.command.type === 'message.send') return sent(roomId, prepared, given as Accepted, answer.at)
    const { type, seq, facts, result } = given as ChangeAnswer
    return {
      ok: true,
      event: type === null ? null : eventOf(roomId, seq, type, facts ?? {}),
      result: result as CommandResults[RoomCommandType],
    }
  })
}

/** What became of a message that was stored, now or by the command it repeats. */
export function sent(roomId: string, { id, command }: Prepared, given: Accepted, at: string): CommandOutcome {
  if ('repeat' in given) return { ok: true, event: null, result: { messageId: given.repeat, roomId, seq: given.seq, createdAt: given.at } }
  const { by, text, replyTo } = command as Send
  const message = {
    id,
    roomId,
    seq: given.seq,
    no: given.no,
    author: { id: by, name: given.author },
    text,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
    replyTo: replyTo ?? null,
    threadId: null,
  }
  return {
    ok: true,
    event: eventOf(roomId, given.seq, 'message.new', { message }),
    result: { messageId: id, roomId, seq: given.seq, createdAt: at },
  }
}

/** An event as it goes on the wire. What is replayed and what is told live are made here alike. */
export function eventOf(stream: string, seq: number, type: string, facts: object): StreamEvent {
  return { stream, seq, type, payload: { stream, seq, ...facts } } as StreamEvent
}

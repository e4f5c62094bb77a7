import { expect, test } from 'bun:test'
import { createAppend } from './append'
import type { CommandOutcome, RoomCommand } from './commands'
import { type Database, DatabaseError } from './database'
import { createHeads } from './heads'

const roomId = '01990000-0000-7000-8000-000000000001'
const by = '01990000-0000-7000-8000-000000000002'

const say = (text: string): RoomCommand => ({ type: 'message.send', by, text, key: crypto.randomUUID() })

type Part = { text: string; id: string }[]

type Answer = { head: number; at: string; moved: boolean; parts: object[][] }

/** The messages of a call, whichever function takes them. */
function messagesOf(text: string, params: readonly unknown[]): Part {
  if (!text.includes('append_plain')) return (JSON.parse(String(params[1])) as Part[]).flat()
  const ids = String(params[3]).slice(1, -1).split(',')
  const texts = JSON.parse(`[${String(params[6]).slice(1, -1)}]`) as string[]
  return ids.map((id, nth) => ({ id, text: texts[nth] as string }))
}

/** A database that answers append_plain and append_room as told, one call after another; what is not all new is not plain. */
function scripted(answer: (messages: Part, call: number) => Answer | DatabaseError): { database: Database; calls: Part[] } {
  const calls: Part[] = []
  const database: Database = {
    driver: 'pglite',
    query: async <Row extends object>(text: string, params: readonly unknown[] = []) => {
      const messages = messagesOf(text, params)
      calls.push(messages)
      const given = answer(messages, calls.length)
      if (given instanceof DatabaseError) throw given
      const { at, moved, parts } = given
      const head = moved ? given.head - messages.length : null
      const names = parts.flat().length > 0 ? ['Ann'] : []
      const row = text.includes('append_plain') ? { head, no: head, at, names } : { answer: given }
      return [row] as unknown as Row[]
    },
    script: async () => undefined,
    close: async () => undefined,
  }
  return { database, calls }
}

const stored = (messages: Part, moved = true) => ({
  head: messages.length,
  at: '2026-01-01T00:00:00.000Z',
  moved,
  outbox: false,
  parts: [messages.map((_, at) => ({ seq: at + 1, no: at + 1, author: 'Ann' }))],
})

const transient = (code: string): DatabaseError => new DatabaseError(code, 'passing trouble', true)

async function send(database: Database, texts: string[]): Promise<{ outcomes: CommandOutcome[]; heads: number[] }> {
  const heads = createHeads()
  const announced: number[] = []
  heads.listen((moved) => announced.push(...moved.map(({ head }) => head)))
  const append = createAppend({ database, heads, generation: 'g', relay: () => undefined })
  const { outcomes } = await append.room(roomId, texts.map(say))
  return { outcomes, heads: announced }
}

const codes = (outcomes: CommandOutcome[]): string[] => outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code))

test.each(['40P01', '40001', '55P03', 'connection', '57P01'])('%s is tried again with the same keys and ids', async (code) => {
  const { database, calls } = scripted((messages, call) => (call < 3 ? transient(code) : stored(messages)))
  const { outcomes } = await send(database, ['one', 'two'])
  expect(codes(outcomes)).toEqual(['ok', 'ok'])
  expect(calls).toHaveLength(3)
  expect(new Set(calls.map((call) => JSON.stringify(call))).size).toBe(1)
})

test('after three tries everybody who waits hears unavailable', async () => {
  const { database, calls } = scripted(() => transient('connection'))
  const { outcomes, heads } = await send(database, ['one', 'two', 'three'])
  expect(codes(outcomes)).toEqual(['unavailable', 'unavailable', 'unavailable'])
  expect(calls).toHaveLength(3)
  expect(heads).toEqual([])
})

test('a try that finds its own unseen commit announces the head, because nobody has heard of it', async () => {
  const { database } = scripted((messages, call) =>
    call === 1
      ? transient('connection')
      : {
          ...stored(messages, false),
          parts: [messages.map(({ id }, at) => ({ repeat: id, seq: at + 1, at: '2026-01-01T00:00:00.000Z' }))],
        },
  )
  const { outcomes, heads } = await send(database, ['one', 'two'])
  expect(codes(outcomes)).toEqual(['ok', 'ok'])
  expect(heads).toEqual([2])
})

test('a permanent error is narrowed down to its cause in about log2 n tries', async () => {
  const { database, calls } = scripted((messages) =>
    messages.some(({ text }) => text === 'poison') ? new DatabaseError('22P02', 'bad', false) : stored(messages),
  )
  const texts = Array.from({ length: 64 }, (_, at) => (at === 41 ? 'poison' : `message ${at}`))
  const { outcomes } = await send(database, texts)
  expect(codes(outcomes)).toEqual(texts.map((text) => (text === 'poison' ? 'internal' : 'ok')))
  expect(calls.length).toBeLessThanOrEqual(2 * 6 + 1)
})

test('an answer that does not fit is no acknowledgement', async () => {
  const { database } = scripted((messages) => ({ ...stored(messages), parts: [[]] }))
  const { outcomes } = await send(database, ['one'])
  expect(codes(outcomes)).toEqual(['internal'])
})

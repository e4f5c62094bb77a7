import { expect } from 'bun:test'
import { join } from 'node:path'
import type { Sent } from '#src/data/commands'
import { type Data, openData } from '#src/data/data'
import type { Database } from '#src/data/database'
import { migrate } from '#src/data/migrate'
import { append, person, say, sentOf, wholeStream } from './scene'

/** What the writer said of one message. */
export type Line = { ready?: true; key: string; text: string; sent?: Sent; code?: string }

/** Writes in a process of its own until `enough` were acknowledged, lets `kill` do its worst, and answers what had been acknowledged. */
export async function writeAndKill(command: string[], enough: number, kill: (writer: Bun.Subprocess) => Promise<void>): Promise<Line[]> {
  const writer = Bun.spawn([process.execPath, join(import.meta.dir, 'writer.ts'), ...command], { stdout: 'pipe', stderr: 'inherit' })
  const acked: Line[] = []
  let rest = ''
  let killed: Promise<void> | null = null
  const decoder = new TextDecoder()
  for await (const chunk of writer.stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.map((text) => JSON.parse(text) as Line)) if (line.sent) acked.push(line)
    if (acked.length >= enough) killed ??= kill(writer)
  }
  await killed
  await writer.exited
  return acked
}

/** Every acknowledged message is there once at its seq, without a gap, and a resend of it is answered as before. */
export async function expectWhole(data: Data, roomId: string, by: string, acked: readonly Line[]): Promise<void> {
  const events = await wholeStream(data, roomId)
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1))
  expect(await data.events.head(roomId)).toBe(events.length)
  const texts = new Map<number, string>()
  const ids = new Set<string>()
  for (const { seq, payload } of events) {
    const { message } = payload as { message?: { id: string; text: string; no: number } }
    if (!message) continue
    texts.set(seq, message.text)
    ids.add(message.id)
    expect(message.no).toBe(ids.size)
  }
  for (const { text, sent } of acked) expect([text, texts.get(sent?.seq ?? 0)]).toEqual([text, text])
  for (const { key, text, sent } of acked.slice(-5)) {
    const { outcomes } = await data.append.room(roomId, [{ type: 'message.send', by, key, text }])
    expect(sentOf(outcomes[0])).toEqual(sent as Sent)
  }
  expect(await data.events.head(roomId)).toBe(events.length)
}

/** A migrated database with a person in a room. */
export async function prepare(database: Database): Promise<{ roomId: string; by: string }> {
  await migrate(database)
  const data = await openData(database)
  const ann = await person(data, 'Ann')
  const { id } = await data.rooms.view('general', ann.id)
  await append(data, id, { type: 'member.join', by: ann.id })
  await append(data, id, say(ann, 'first'))
  return { roomId: id, by: ann.id }
}

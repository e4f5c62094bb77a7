import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSeed } from '#scripts/seed'
import type { Sent } from '#src/data/commands'
import { type Data, openData } from '#src/data/data'
import type { Database } from '#src/data/database'
import { openEmbedded } from '#src/data/embedded'
import { migrate } from '#src/data/migrate'
import { openPostgres } from '#src/data/postgres'
import { startPostgres } from '#test/parts/postgres'
import { append, chance, person, say, sentOf, wholeStream } from './scene'

type Line = { ready?: true; key: string; text: string; sent?: Sent; code?: string }

const seed = Number(Bun.env['SEED'] ?? Math.floor(Math.random() * 1e9))
const random = chance(seed)
const rounds = Number(Bun.env['CRASH_ROUNDS'] ?? 3)
console.log(`crash seed ${seed}, ${rounds} rounds a driver`)

const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-crash-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** Writes in a process of its own until `enough` were acknowledged, lets `kill` do its worst, and answers what had been acknowledged. */
async function writeAndKill(command: string[], enough: number, kill: (writer: Bun.Subprocess) => Promise<void>): Promise<Line[]> {
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
async function expectWhole(data: Data, roomId: string, by: string, acked: readonly Line[]): Promise<void> {
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

async function prepare(database: Database): Promise<{ roomId: string; by: string }> {
  await migrate(database)
  const data = await openData(database)
  const ann = await person(data, 'Ann')
  const { id } = await data.rooms.view('general', ann.id)
  await append(data, id, { type: 'member.join', by: ann.id })
  await append(data, id, say(ann, 'first'))
  return { roomId: id, by: ann.id }
}

test('kill -9 of the process that holds the embedded database loses nothing acknowledged, and its lock goes with it', async () => {
  const directory = join(scratch, 'database')
  const first = await openEmbedded(directory, { seed: await buildSeed() })
  const { roomId, by } = await prepare(first)
  await first.close()
  const all: Line[] = []
  for (let round = 0; round < rounds; round += 1) {
    all.push(...(await writeAndKill(['pglite', directory, roomId, by], 20 + random() * 600, async (writer) => writer.kill('SIGKILL'))))
    const database = await openEmbedded(directory)
    await expectWhole(await openData(database), roomId, by, all)
    await database.close()
  }
  expect(all.length).toBeGreaterThan(20 * rounds)
}, 120_000)

test('kill -9 of a node that writes to Postgres loses nothing acknowledged', async () => {
  const postgres = await startPostgres({ durable: false })
  try {
    const url = await postgres.create('crash')
    const database = await openPostgres(url, { connections: 4 })
    const { roomId, by } = await prepare(database)
    const all: Line[] = []
    for (let round = 0; round < rounds; round += 1) {
      all.push(...(await writeAndKill(['postgres', url, roomId, by], 20 + random() * 1_000, async (writer) => writer.kill('SIGKILL'))))
      await expectWhole(await openData(database), roomId, by, all)
    }
    await database.close()
  } finally {
    await postgres.stop()
  }
}, 120_000)

test('kill -9 of Postgres itself under a writer loses nothing acknowledged, and the writer goes on after it', async () => {
  const postgres = await startPostgres()
  try {
    const url = await postgres.create('crash')
    const before = await openPostgres(url, { connections: 4 })
    const { roomId, by } = await prepare(before)
    const half = 100 + random() * 300
    let cut = 0
    const acked = await writeAndKill(['postgres', url, roomId, by], half, async (writer) => {
      await postgres.kill()
      await postgres.start()
      const reader = await openPostgres(url, { connections: 4 })
      const data = await openData(reader)
      cut = await data.events.head(roomId)
      const goesOn = Date.now() + 30_000
      while ((await data.events.head(roomId)) < cut + 20 && Date.now() < goesOn) await Bun.sleep(50)
      writer.kill('SIGKILL')
      await reader.close()
    })
    await before.close()
    const database = await openPostgres(url, { connections: 4 })
    const data = await openData(database)
    await expectWhole(data, roomId, by, acked)
    expect(await data.events.head(roomId)).toBeGreaterThanOrEqual(cut + 20)
    await database.close()
  } finally {
    await postgres.stop()
  }
}, 120_000)

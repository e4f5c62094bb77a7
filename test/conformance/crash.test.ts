import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSeed } from '#scripts/seed'
import { openData } from '#src/data/data'
import { openEmbedded } from '#src/data/embedded'
import { openPostgres } from '#src/data/postgres'
import { startPostgres } from '#test/parts/postgres'
import { expectWhole, type Line, prepare, writeAndKill } from './dying-writer'
import { chance } from './scene'

const seed = Number(Bun.env['SEED'] ?? Math.floor(Math.random() * 1e9))
const random = chance(seed)
const rounds = Number(Bun.env['CRASH_ROUNDS'] ?? 3)
console.log(`crash seed ${seed}, ${rounds} rounds a driver`)

const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-crash-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

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

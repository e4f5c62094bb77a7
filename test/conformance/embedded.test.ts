import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSeed } from '#scripts/seed'
import { openData } from '#src/data/data'
import { openEmbedded } from '#src/data/embedded'
import { migrate } from '#src/data/migrate'
import { append, codeOf, person, room, say, sentOf, wholeStream } from './scene'

const scratch = mkdtempSync(join(tmpdir(), 'boltorezka-embedded-'))
let seed = ''

beforeAll(async () => {
  seed = await buildSeed()
}, 60_000)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

async function reasonOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}

test('a directory has one holder; a second one is told who and what to do', async () => {
  const directory = join(scratch, 'held', 'database')
  const first = await openEmbedded(directory, { seed })
  const reason = await reasonOf(openEmbedded(directory, { seed }))
  expect(reason).toBe(
    `The data directory ${join(scratch, 'held')} is in use by another Boltorezka (process ${process.pid}). Stop that one, or set DATA_DIR to another directory.`,
  )
  expect(await first.query<{ one: number }>('select 1 as one')).toEqual([{ one: 1 }])
  await first.close()
  await (await openEmbedded(directory)).close()
}, 30_000)

test('a child of a killed holder does not keep the lock', async () => {
  const directory = join(scratch, 'orphan', 'database')
  mkdirSync(join(scratch, 'orphan'))
  const program = `
    const { lockDirectory } = await import('#src/data/embedded/directory-lock')
    globalThis.lock = lockDirectory(${JSON.stringify(directory)})
    const child = Bun.spawn(['sleep', '60'])
    console.log(child.pid)
    await Bun.sleep(60_000)`
  const holder = Bun.spawn([process.execPath, '-e', program], { cwd: join(import.meta.dir, '..', '..'), stdout: 'pipe' })
  const reader = holder.stdout.getReader()
  const child = Number(new TextDecoder().decode((await reader.read()).value))
  expect(await reasonOf(openEmbedded(directory, { seed }))).toContain(`(process ${holder.pid})`)
  holder.kill('SIGKILL')
  await holder.exited
  const database = await openEmbedded(directory, { seed })
  await database.close()
  try {
    process.kill(child, 'SIGKILL')
  } catch {
    // gone with its parent, where the runner sees to that
  }
}, 30_000)

test('a first start that was cut short leaves nothing that a second one trips over', async () => {
  const directory = join(scratch, 'short', 'database')
  mkdirSync(`${directory}.new/base`, { recursive: true })
  writeFileSync(`${directory}.new/PG_VERSION`, '18')
  const database = await openEmbedded(directory, { seed })
  expect(existsSync(`${directory}.new`)).toBe(false)
  expect(await migrate(database)).toBe(0)
  await database.close()
}, 30_000)

test('without a seed the directory is made from nothing', async () => {
  const database = await openEmbedded(join(scratch, 'bare', 'database'), { seed: join(scratch, 'no such seed') })
  expect(await migrate(database)).toBeGreaterThan(0)
  await database.close()
}, 60_000)

test('two directories from one seed are two generations', async () => {
  const generations = new Set<string>()
  for (const name of ['one', 'two']) {
    const database = await openEmbedded(join(scratch, name, 'database'), { seed })
    await migrate(database)
    generations.add((await openData(database)).generation)
    await database.close()
  }
  expect(generations.size).toBe(2)
}, 30_000)

test('after a failed sync the engine is started anew and the waiting appends are stored once', async () => {
  const directory = join(scratch, 'broken', 'database')
  const fail = join(tmpdir(), `boltorezka-fail-sync-${process.pid}`)
  const worker = join(import.meta.dir, 'failing-disk-worker.ts')
  const database = await openEmbedded(directory, { seed, worker })
  await migrate(database)
  const data = await openData(database)
  const ann = await person(data)
  const id = await room(data, ann)
  await append(data, id, say(ann, 'before'))
  writeFileSync(fail, '')
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, at) => append(data, id, say(ann, `during ${at}`))))
  expect(existsSync(fail)).toBe(false)
  expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ok'))
  sentOf(await append(data, id, say(ann, 'after')))
  const events = await wholeStream(data, id)
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1))
  await database.close()
}, 60_000)

test('a disk that does not sync is refused at the start', async () => {
  const worker = join(import.meta.dir, 'lying-disk-worker.ts')
  expect(await reasonOf(openEmbedded(join(scratch, 'lying', 'database'), { seed, worker }))).toContain('does not sync its commits')
}, 30_000)

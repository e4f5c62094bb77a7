import { afterAll, beforeEach, expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLog } from '#src/base/log'
import { awaitMediaWorker, findMediaWorker } from './media-worker'

const root = mkdtempSync(join(tmpdir(), 'media-worker-'))
afterAll(() => rmSync(root, { recursive: true }))

let home = ''
let dataDir = ''
let cached = ''
beforeEach(() => {
  home = mkdtempSync(join(root, 'case-'))
  dataDir = join(home, 'data')
  cached = join(home, 'cache', 'worker')
  mkdirSync(join(home, 'cache'))
})

/** A program that ends as a worker does which was not told its version. */
function program(path: string, code = 41, mode = 0o755): string {
  writeFileSync(path, `#!/bin/sh\nexit ${code}\n`)
  chmodSync(path, mode)
  return path
}
const reasonOf = async (...asked: Parameters<typeof findMediaWorker>): Promise<string> => {
  const found = await findMediaWorker(...asked)
  return 'reason' in found ? found.reason : `none, it found ${found.path}`
}

test('the configured one comes first, and where it is unfit nothing else is taken', async () => {
  program(cached)
  const configured = program(join(home, 'own'))
  expect(await findMediaWorker({ configured, dataDir }, cached)).toEqual({ path: configured })
  const missing = join(home, 'nowhere')
  expect(await reasonOf({ configured: missing, dataDir }, cached)).toBe(`MEDIA_WORKER_BIN: ${missing} does not exist`)
  expect(await reasonOf({ configured: home, dataDir }, cached)).toBe(`MEDIA_WORKER_BIN: ${home} is not a file`)
  const other = program(join(home, 'other'), 3)
  expect(await reasonOf({ configured: other, dataDir }, cached)).toContain('is no media worker for this machine (it ended with 3)')
  writeFileSync(other, 'no program at all')
  expect(await reasonOf({ configured: other, dataDir }, cached)).toContain(other)
  chmodSync(other, 0o644)
  expect(await reasonOf({ configured: other, dataDir }, cached)).toBe(`MEDIA_WORKER_BIN: ${other} is not executable`)
})

test('without one the reason says how to get it, and that it is being made while the lock holder lives', async () => {
  expect(await reasonOf({ dataDir }, cached)).toBe('there is no media worker here yet: npm run media-worker')
  writeFileSync(`${cached}.lock`, String(process.pid))
  expect(await reasonOf({ dataDir }, cached)).toContain('is being made')
  const gone = Bun.spawn(['true'])
  await gone.exited
  writeFileSync(`${cached}.lock`, String(gone.pid))
  expect(await reasonOf({ dataDir }, cached)).toContain('there is no media worker')
  writeFileSync(`${cached}.lock`, '')
  expect(await reasonOf({ dataDir }, cached)).toContain('there is no media worker')
})

test('a carried one is written to the cache, and to DATA_DIR where the cache is no place for it', async () => {
  const carried = program(join(home, 'carried'), 41, 0o644)
  expect(await findMediaWorker({ carried, dataDir }, cached)).toEqual({ path: cached })
  rmSync(carried)
  expect(await findMediaWorker({ carried, dataDir }, cached)).toEqual({ path: cached })

  program(carried, 41, 0o644)
  const impossible = join(carried, 'a file is no folder')
  const found = await findMediaWorker({ carried, dataDir }, impossible)
  expect('path' in found && found.path.startsWith(dataDir) && existsSync(found.path)).toBe(true)
})

test('a worker that is damaged in the cache is replaced by the carried one', async () => {
  program(cached, 1)
  const carried = program(join(home, 'carried'))
  expect(await findMediaWorker({ carried, dataDir }, cached)).toEqual({ path: cached })
  program(cached, 1)
  expect(await reasonOf({ carried: program(carried, 1), dataDir }, cached)).toContain('inside this program cannot be used')
})

test('a worker that appears later is taken up', async () => {
  const configured = join(home, 'later')
  const { promise, resolve } = Promise.withResolvers<string>()
  const awaited = awaitMediaWorker({ configured, dataDir }, openLog({ level: 'silent' }), resolve, 5)
  expect(awaited.reason()).not.toBeNull()
  program(configured)
  expect(await promise).toBe(configured)
  expect(awaited.reason()).toBeNull()
  awaited.stop()
})

import { afterAll, afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cachedWorker } from '#src/main/media-worker'

const folder = join(import.meta.dir, '../../scripts/media-worker')
const { workerPlace } = (await import(join(folder, 'place.mjs'))) as { workerPlace(env?: object): string }
type Alone = <T>(path: string, work: () => Promise<T>, how?: { signal?: AbortSignal; waiting?: () => void }) => Promise<T>
const { alone } = (await import(join(folder, 'lock.mjs'))) as { alone: Alone }
const { download, downloadUrl } = (await import(join(folder, 'download.mjs'))) as {
  download(to: string, how: { signal: AbortSignal; url: string; patience?: number }): Promise<string | null>
  downloadUrl(env?: object): string
}

const root = mkdtempSync(join(tmpdir(), 'media-worker-'))
afterAll(() => rmSync(root, { recursive: true }))
let home = ''
beforeEach(() => void (home = mkdtempSync(join(root, 'case-'))))
let server: Bun.Server<undefined> | null = null
afterEach(() => server?.stop(true))

test('the scripts put it where the server looks', () => {
  expect(workerPlace()).toBe(cachedWorker())
  expect(workerPlace({ XDG_CACHE_HOME: home })).toStartWith(join(home, 'boltorezka', 'mediasoup-worker-'))
})

test('of two that want to make it, the second waits for the first', async () => {
  const path = join(home, 'worker.lock')
  const first = Promise.withResolvers<void>()
  const steps: string[] = []
  const one = alone(path, async () => {
    steps.push('first begins')
    await first.promise
    steps.push('first is done')
  })
  const waits = Promise.withResolvers<void>()
  const two = alone(path, async () => steps.push('second'), { waiting: waits.resolve })
  await waits.promise
  first.resolve()
  await Promise.all([one, two])
  expect(steps).toEqual(['first begins', 'first is done', 'second'])
  expect(readdirSync(home)).toEqual([])
})

test('the lock of a process that is gone, or says nothing for a minute, is taken over', async () => {
  const path = join(home, 'worker.lock')
  const gone = Bun.spawn(['true'])
  await gone.exited
  writeFileSync(path, String(gone.pid))
  expect(await alone(path, async () => 'taken')).toBe('taken')
  writeFileSync(path, String(process.pid))
  const before = new Date(Date.now() - 61_000)
  utimesSync(path, before, before)
  expect(await alone(path, async () => 'taken')).toBe('taken')
})

test('who waits can be told to stop', async () => {
  const path = join(home, 'worker.lock')
  writeFileSync(path, String(process.pid))
  const stop = new AbortController()
  const waiting = alone(path, async () => 'never', { signal: stop.signal, waiting: () => stop.abort() }).catch((error: Error) => error.name)
  expect(await waiting).toBe('AbortError')
  expect(readdirSync(home)).toEqual(['worker.lock'])
})

/** Serves an archive with a program that ends with this code when it is started. */
async function release(code: number): Promise<string> {
  const made = join(home, 'made')
  mkdirSync(made)
  writeFileSync(join(made, 'mediasoup-worker'), `#!/bin/sh\nexit ${code}\n`)
  Bun.spawnSync(['tar', '-czf', join(home, 'worker.tgz'), '-C', made, 'mediasoup-worker'])
  server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response(Bun.file(join(home, 'worker.tgz'))) })
  return `${server.url}worker.tgz`
}
const { signal } = new AbortController()

test('a ready-made one is taken where it runs, and only there', async () => {
  const to = join(home, 'worker')
  expect(await download(to, { signal, url: await release(1) })).toBe('The ready-made media worker does not run on this machine')
  expect(existsSync(to)).toBe(false)
  await server?.stop(true)
  rmSync(join(home, 'made'), { recursive: true })
  expect(await download(to, { signal, url: await release(41) })).toBeNull()
  expect(Bun.spawnSync([to]).exitCode).toBe(41)
})

test('where none is to be had the answer says why, and comes soon', async () => {
  const to = join(home, 'worker')
  server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response('', { status: 404 }) })
  const url = String(server.url)
  expect(await download(to, { signal, url })).toContain('none for this kind of machine')
  await server.stop(true)
  expect(await download(to, { signal, url })).toContain('cannot be reached')
  const silent = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => {} } })
  expect(await download(to, { signal, url: `http://127.0.0.1:${silent.port}/`, patience: 100 })).toContain('did not answer in time')
  silent.stop(true)
  expect(readdirSync(home)).toEqual([])
})

test('the address is that of the package, or of a mirror', () => {
  expect(downloadUrl({})).toMatch(
    /^https:\/\/.+\/mediasoup\/releases\/download\/[\d.]+\/mediasoup-worker-[\d.]+-\w+-\w+(-kernel\d+)?\.tgz$/,
  )
  expect(downloadUrl({ MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: 'http://mirror' })).toStartWith('http://mirror/')
})

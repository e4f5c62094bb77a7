import { afterEach, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '#test/parts/until'
import { Alone } from './alone'

let alone: Alone | null = null
afterEach(async () => {
  await alone?.remove()
  alone = null
})

type Media = { status: string; reason?: string }
const media = async (url: string): Promise<Media> => ((await (await fetch(`${url}/health`)).json()) as { media: Media }).media
const cached = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('mediasoup-worker-'))

test('it carries the media worker, writes it to the cache once and runs it from there', async () => {
  alone = await Alone.build()
  const cache = join(alone.home, 'cache')
  mkdirSync(cache, { mode: 0o777 })
  chmodSync(cache, 0o777)
  alone.env['XDG_CACHE_HOME'] = cache
  await alone.start()
  const { url } = alone
  await until('the media is ok', async () => (await media(url)).status === 'ok')
  const [worker] = cached(join(cache, 'boltorezka'))
  expect(worker).toBeDefined()
  const { mtimeMs } = statSync(join(cache, 'boltorezka', worker as string))
  await alone.end('SIGTERM')
  await alone.start()
  await until('the media is ok', async () => (await media(url)).status === 'ok')
  expect(cached(join(cache, 'boltorezka'))).toEqual([worker as string])
  expect(statSync(join(cache, 'boltorezka', worker as string)).mtimeMs).toBe(mtimeMs)
}, 90_000)

test('where nothing can be run from the cache it runs from the data folder', async () => {
  alone = await Alone.build()
  // a file where a folder should be, for whoever runs it
  writeFileSync(join(alone.home, 'no-folder'), '')
  alone.env['XDG_CACHE_HOME'] = join(alone.home, 'no-folder')
  await alone.start()
  const { url, home } = alone
  await until('the media is ok', async () => (await media(url)).status === 'ok')
  expect(cached(join(home, 'data', 'cache'))).toHaveLength(1)
}, 90_000)

test('without a worker inside it serves, and says that group calls are off and why', async () => {
  alone = await Alone.build({}, { media: false })
  alone.env['XDG_CACHE_HOME'] = join(alone.home, 'nothing')
  await alone.start()
  const { url } = alone
  await until('it says why', async () => /no media worker/.test((await media(url)).reason ?? ''))
  expect((await media(url)).status).toBe('off')
}, 90_000)

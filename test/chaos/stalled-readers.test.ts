import { afterAll, expect, test } from 'bun:test'
import { type Proxy, startProxy } from '#test/parts/proxy'
import { type RawClient } from '#test/parts/raw-client'
import { until } from '#test/parts/until'
import { enter, type Hall, median, metric, newcomers, openHall, quantile, residentBytes } from './listeners'

const STALLED = 50
const LISTENERS = 10
const PER_SECOND = 100
const MIB = 1_024 * 1_024
/**
 * The kernel takes about 4.4 MB for a reader that stalled before the server's own buffer grows: the first windows end with some of
 * that buffer used, the last go beyond 1 MiB.
 */
const WINDOWS = [400, 430, 460, 520, 560]
/** Two runs of the same thing differ by this much on a busy machine; below it 20 % mean nothing. */
const NOISE_MS = 5

const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

/** Watches a server while something runs: the most memory it held and the most bytes a socket had to wait for. */
async function watching<T>({ server }: Hall, run: () => Promise<T>, peak: { rss: number; buffered: number }): Promise<T> {
  let over = false
  const watch = async (): Promise<void> => {
    while (!over) {
      peak.rss = Math.max(peak.rss, residentBytes(server))
      peak.buffered = Math.max(peak.buffered, await metric(server, 'boltorezka_ws_buffered_bytes_max'))
      await Bun.sleep(100)
    }
  }
  const watched = watch()
  try {
    return await run()
  } finally {
    over = true
    await watched
  }
}

/** The readers read again: they get what waited, and those whose socket was closed meanwhile continue their session. */
async function comeBack(readers: readonly RawClient[], proxy: Proxy, roomId: string, head: number): Promise<void> {
  const there = (client: RawClient): boolean => client.log(roomId).cursor >= head
  proxy.resume()
  for (const client of readers) {
    await until(`${client.person.name} has read or lost its socket`, () => there(client) || !client.open)
    if (!client.open) await client.connect()
  }
  await Promise.all(readers.map((client) => client.loaded()))
  await until('all readers have read all', () => readers.every(there))
}

test('fifty stalled readers: memory stays bounded, others are served as before, the stalled lose nothing', async () => {
  const alone = await openHall(LISTENERS)
  stops.push(() => alone.close())
  const crowded = await openHall(LISTENERS)
  stops.push(() => crowded.close())
  const proxy = await startProxy(crowded.server.port)
  stops.push(() => proxy.close())
  const readers = await newcomers(crowded.server, STALLED, proxy.url)
  await enter(readers, crowded.roomId)
  const { roomId } = crowded
  const witness = crowded.listeners[0] as RawClient

  const aloneP99: number[] = []
  const crowdedP99: number[] = []
  const [alonePeak, crowdedPeak] = [
    { rss: 0, buffered: 0 },
    { rss: 0, buffered: 0 },
  ]
  for (const messages of WINDOWS) {
    aloneP99.push(quantile(await watching(alone, () => alone.speak(messages, PER_SECOND), alonePeak), 0.99))
    proxy.stall()
    crowdedP99.push(quantile(await watching(crowded, () => crowded.speak(messages, PER_SECOND), crowdedPeak), 0.99))
    const stuck = readers.filter((client) => client.log(roomId).cursor < witness.log(roomId).cursor).length
    expect(stuck).toBe(STALLED)
    await watching(crowded, () => comeBack(readers, proxy, roomId, witness.log(roomId).cursor), crowdedPeak)
  }

  const closed = await metric(crowded.server, 'boltorezka_ws_slow_closed_total')
  const resumed = readers.reduce((sum, client) => sum + client.resumed, 0)
  const mib = (bytes: number): string => (bytes / MIB).toFixed(1)
  const rounded = (numbers: number[]): string => numbers.map((ms) => ms.toFixed(1)).join(' ')
  console.log(`p99 ms alone ${rounded(aloneP99)}, with ${STALLED} stalled ${rounded(crowdedP99)}`)
  console.log(
    `memory MiB ${mib(alonePeak.rss)} alone, ${mib(crowdedPeak.rss)} with; buffered at most ${mib(crowdedPeak.buffered)} MiB; ${closed} closed as too slow, ${resumed} resumed`,
  )

  expect(crowdedPeak.buffered).toBeGreaterThan(64 * 1_024)
  expect(crowdedPeak.buffered).toBeLessThanOrEqual(MIB)
  expect(closed).toBeGreaterThan(0)
  expect(resumed).toBeGreaterThanOrEqual(closed)
  expect(crowdedPeak.rss - alonePeak.rss).toBeLessThanOrEqual(STALLED * 2 * MIB)
  expect(median(crowdedP99)).toBeLessThanOrEqual(median(aloneP99) * 1.2 + NOISE_MS)
  const story = witness.log(roomId).since(0)
  for (const client of [...readers, ...crowded.listeners]) {
    expect(client.faults).toEqual([])
    const own = client.log(roomId).since(0)
    expect(own.map(({ id }) => id)).toEqual(story.slice(-own.length).map(({ id }) => id))
    expect(own.length).toBe(WINDOWS.reduce((sum, messages) => sum + messages, 0))
  }
}, 180_000)

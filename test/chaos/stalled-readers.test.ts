import { afterAll, expect, test } from 'bun:test'
import { type Proxy, startProxy } from '#test/parts/proxy'
import { type RawClient } from '#test/parts/raw-client'
import { until } from '#test/parts/until'
import { enter, type Hall, median, metric, newcomers, openHall, quantile, residentBytes, widest } from './listeners'

const STALLED = 50
const LISTENERS = 30
/** Messages of one slice, which lasts a second; slices with and without stalled readers take turns. */
const SLICE = 60
const MIB = 1_024 * 1_024
/**
 * The kernel takes 4 to 6 MB for a reader that stalled before the server's own buffer grows: after four slices part of that buffer is
 * used, after seven it is beyond 1 MiB.
 */
const WINDOWS = [4, 5, 7]
/** Below this 20 % mean nothing. On a machine busy with other things the floor is how much the control differs from itself. */
const NOISE_MS = 5

const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

type Peak = { rss: number; buffered: number }
const nothing = (): Peak => ({ rss: 0, buffered: 0 })
/** Half the distance between the quartiles. */
const spread = (numbers: readonly number[]): number => {
  const ascending = numbers.toSorted((a, b) => a - b)
  return (quantile(ascending, 0.75) - quantile(ascending, 0.25)) / 2
}
const said = (numbers: readonly number[]): string => `median ${median(numbers).toFixed(1)} of ${numbers.map(Math.round).join(' ')}`

/** Watches a server while something runs: the most memory it held and the most bytes a socket had to wait for. */
async function watching<T>({ server }: Hall, run: () => Promise<T>, peak: Peak): Promise<T> {
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
  const closes: number[] = []
  const peaks = { alone: nothing(), stalled: nothing(), returning: nothing() }
  for (const slices of WINDOWS) {
    proxy.stall()
    for (let slice = 0; slice < slices; slice++) {
      aloneP99.push(quantile(await watching(alone, () => alone.speak(SLICE, SLICE, widest), peaks.alone), 0.99))
      crowdedP99.push(quantile(await watching(crowded, () => crowded.speak(SLICE, SLICE, widest), peaks.stalled), 0.99))
    }
    const stuck = readers.filter((client) => client.log(roomId).cursor < witness.log(roomId).cursor).length
    expect(stuck).toBe(STALLED)
    closes.push(await metric(crowded.server, 'boltorezka_ws_slow_closed_total'))
    await watching(crowded, () => comeBack(readers, proxy, roomId, witness.log(roomId).cursor), peaks.returning)
  }

  const closed = closes.at(-1) as number
  const resumed = readers.reduce((sum, client) => sum + client.resumed, 0)
  const mib = (bytes: number): string => (bytes / MIB).toFixed(2)
  const { alone: control, stalled, returning } = peaks
  const buffered = Math.max(stalled.buffered, returning.buffered)
  console.log(`p99 ms of slices, alone: ${said(aloneP99)}; with ${STALLED} stalled: ${said(crowdedP99)}`)
  console.log(`memory MiB alone ${mib(control.rss)}, with them stalled ${mib(stalled.rss)}, returning ${mib(returning.rss)}`)
  console.log(`buffered at most ${mib(buffered)} MiB; closed as too slow ${closes.join(' ')}, ${resumed} resumed`)

  expect(buffered).toBeGreaterThan(64 * 1_024)
  expect(buffered).toBeLessThanOrEqual(MIB)
  expect(closed).toBeGreaterThan(STALLED / 5)
  expect(resumed).toBeGreaterThanOrEqual(closed)
  expect(Math.max(stalled.rss, returning.rss) - control.rss).toBeLessThanOrEqual(STALLED * 2 * MIB)
  const noise = Math.max(NOISE_MS, spread(aloneP99))
  expect(median(crowdedP99)).toBeLessThanOrEqual(median(aloneP99) * 1.2 + noise)
  const story = witness.log(roomId).since(0)
  for (const client of [...readers, ...crowded.listeners]) {
    expect(client.faults).toEqual([])
    const own = client.log(roomId).since(0)
    expect(own.map(({ id }) => id)).toEqual(story.slice(-own.length).map(({ id }) => id))
    expect(own.length).toBe(WINDOWS.reduce((sum, slices) => sum + slices * SLICE, 0))
  }
}, 180_000)

for (const [whence, restart] of [
  ['the ring', false],
  ['the database', true],
] as const)
  test(`a reader that is slow while it gets what it missed from ${whence} is waited for, not closed`, async () => {
    const hall = await openHall(1)
    stops.push(() => hall.close())
    const proxy = await startProxy(hall.server.port)
    stops.push(() => proxy.close())
    const [slow] = (await newcomers(hall.server, 1, proxy.url)) as [RawClient]
    await enter([slow], hall.roomId)
    slow.hangUp()
    await hall.speak(900, 400, widest)
    const { cursor: head } = (hall.listeners[0] as RawClient).log(hall.roomId)
    if (restart) {
      await hall.server.terminate()
      await hall.server.start()
    }

    slow.onFrame = ({ type }) => {
      if (type === 'ack') proxy.stall()
    }
    await slow.connect()
    slow.onFrame = () => {}
    let [buffered, unchanged] = [0, 0]
    await until('what is buffered does not change', async () => {
      const now = await metric(hall.server, 'boltorezka_ws_buffered_bytes_max')
      unchanged = now > 0 && now === buffered ? unchanged + 1 : 0
      buffered = now
      return unchanged > 20
    })
    expect(buffered).toBeLessThan(MIB / 2)
    expect(slow.log(hall.roomId).cursor).toBeLessThan(head)
    proxy.resume()
    await until('it has read all', () => slow.log(hall.roomId).cursor >= head)
    expect(slow.closes).toHaveLength(1)
    expect(slow.faults).toEqual([])
  }, 60_000)

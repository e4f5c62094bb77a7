import { afterAll, beforeAll, expect, test } from 'bun:test'
import { http, registerMany } from '#test/parts/people'
import { RawClient } from '#test/parts/raw-client'
import { seeded } from '#test/parts/seeded'
import { until } from '#test/parts/until'
import { type FrameInput, frameMutant } from './frame-mutants'
import { frameTypes } from './frames'
import { garbageFrame } from './garbage-frames'
import { garbageRequest } from './garbage-http'
import { type HttpInput, mutantOf } from './http-mutants'
import type { Lane } from './lane'
import { Random } from './random'
import { Report } from './report'
import { type Route, routes } from './routes'
import type { ClientType } from '#protocol/frames/client'
import { World } from './world'

const FRAMES = 2_600
const REQUESTS = 2_600
const GARBAGE_FRAMES = 2_000
const GARBAGE_REQUESTS = 2_800
const RENEW_EVERY = 500
const RSS_GROWTH_MIB = 256

type Plan =
  | { readonly kind: 'frame'; readonly type: ClientType }
  | { readonly kind: 'request'; readonly route: Route }
  | { readonly kind: 'garbage frame' | 'garbage request'; readonly at: number }

/** What every input is to be, in the order of sending. */
function plan(random: Random): Plan[] {
  const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
  const all: Plan[] = [
    ...times(FRAMES, (at) => ({ kind: 'frame', type: frameTypes[at % frameTypes.length] as ClientType }) as const),
    ...times(REQUESTS, (at) => ({ kind: 'request', route: routes[at % routes.length] as Route }) as const),
    ...times(GARBAGE_FRAMES, (at) => ({ kind: 'garbage frame', at }) as const),
    ...times(GARBAGE_REQUESTS, (at) => ({ kind: 'garbage request', at }) as const),
  ]
  return random.shuffled(all)
}

function make(item: Plan, lane: Lane, world: World, random: Random): FrameInput | HttpInput {
  const known = world.known(lane)
  if (item.kind === 'frame') return frameMutant(item.type, known, random)
  if (item.kind === 'request') return mutantOf(item.route, known, lane, random)
  if (item.kind === 'garbage frame') return garbageFrame(item.at, known, random)
  return garbageRequest(item.at, known, lane, random)
}

const rssMiB = (pid: number): number => Number(Bun.spawnSync(['ps', '-o', 'rss=', '-p', String(pid)]).stdout.toString()) / 1024

let world: World
beforeAll(async () => void (world = await World.open()), 60_000)
afterAll(() => world?.close())

test('10,000 bad inputs are refused with a code, and nothing breaks', async () => {
  const { seed } = seeded('fuzz')
  const inputs = plan(new Random(seed))
  expect(inputs.length).toBe(10_000)
  const report = new Report(world.server, seed)
  const started = performance.now()
  let warm = 0

  const walk = async (lane: Lane, from: number): Promise<void> => {
    for (let at = from; at < inputs.length && !report.full; at += world.lanes.length) {
      if (at % RENEW_EVERY === 0) await world.renewRooms()
      if (at >= 1_000 && warm === 0) warm = rssMiB(world.server.pid)
      const item = inputs[at] as Plan
      const input = make(item, lane, world, new Random(seed + at * 7_919))
      await report.during(at, lane, item.kind, input, () => lane.play(input))
    }
  }
  await Promise.all(world.lanes.map(walk))

  const rss = rssMiB(world.server.pid)
  report.print()
  console.log(
    `${((performance.now() - started) / 1_000).toFixed(1)} s, RSS ${warm.toFixed(0)} MiB after 1,000 inputs, ${rss.toFixed(0)} MiB at the end`,
  )
  expect(report.faults).toEqual([])
  expect(report.never([...frameTypes, ...routes.map(({ name }) => name)])).toEqual([])
  expect(rss - warm).toBeLessThan(RSS_GROWTH_MIB)
}, 240_000)

test('afterwards two new people talk, and one who was away has missed nothing', async () => {
  const { url } = world.server
  const people = await registerMany(url, 2, 'after')
  const [anna, boris] = people.map((person) => new RawClient(person, url)) as [RawClient, RawClient]
  for (const client of [anna, boris]) await client.connect()
  const { room } = await http<{ room: { id: string } }>(url, anna.person.token, 'GET', '/v1/rooms/general')
  await anna.join(room.id)
  await boris.join(room.id)
  const texts = (client: RawClient): string[] =>
    client
      .log(room.id)
      .since(0)
      .map(({ text }) => text)
  await anna.send(room.id, 'hello', crypto.randomUUID())
  await boris.send(room.id, 'hello yourself', crypto.randomUUID())
  boris.hangUp()
  await anna.send(room.id, 'while you were away', crypto.randomUUID())
  await boris.connect()
  await until('both have it all', () => [anna, boris].every((client) => texts(client).includes('while you were away')))
  expect(texts(boris)).toEqual(['hello', 'hello yourself', 'while you were away'])
  expect(texts(anna)).toEqual(texts(boris))
  expect(boris.resumed).toBe(1)
  expect([anna, boris].flatMap(({ faults }) => faults)).toEqual([])
}, 60_000)

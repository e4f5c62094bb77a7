import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { makeRoom, type Person, register, registerMany } from '#test/parts/people'
import { type Proxy, startProxy } from '#test/parts/proxy'
import { Lost, Nacked, RawClient } from '#test/parts/raw-client'
import { OWNER_EMAIL, startServer, type TestServer } from '#test/parts/server'
import { until } from '#test/parts/until'

const TALKERS = 3
let server: TestServer
let owner: Person
let talkers: Person[]
let rooms = 0

beforeAll(async () => {
  server = await startServer()
  owner = await register(server.url, OWNER_EMAIL, 'Owner')
  talkers = await registerMany(server.url, TALKERS, 'talker')
})
afterAll(() => server.stop())

/** `expect().rejects` runs the event loop inside the call, which breaks sockets whose callbacks it interrupts. */
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no failure',
    (error: unknown) => error,
  )

type Scene = {
  readonly roomId: string
  readonly away: RawClient
  readonly stayed: RawClient
  readonly proxy: Proxy
  /** Writes so many messages, as fast as acks come or evenly over `within` ms. */
  say(count: number, within?: number): Promise<void>
  end(): Promise<void>
}

/** A room with people who write, one who stays and one whose network will go. */
async function busyRoom(): Promise<Scene> {
  const n = rooms++
  const roomId = await makeRoom(server.url, owner, `busy-${n}`)
  const [first, second] = (await registerMany(server.url, 2, `reader-${n}`)) as [Person, Person]
  const proxy = await startProxy(server.port)
  const away = new RawClient(first, proxy.url)
  const stayed = new RawClient(second, server.url)
  const speakers = talkers.map((person) => new RawClient(person, server.url))
  for (const client of [...speakers, away, stayed]) {
    await client.connect()
    await client.join(roomId)
  }
  let said = 0
  const say = async (count: number, within = 0): Promise<void> => {
    const started = performance.now()
    const share = async (client: RawClient, messages: number): Promise<void> => {
      for (let sent = 0; sent < messages; sent++) {
        await client.send(roomId, `${client.person.name} ${said++} ${'и так далее '.repeat(said % 20)}`, crypto.randomUUID())
        const due = started + (within * (sent + 1)) / messages
        if (due > performance.now()) await Bun.sleep(due - performance.now())
      }
    }
    await Promise.all(speakers.map((client) => share(client, Math.ceil(count / speakers.length))))
  }
  const end = async (): Promise<void> => {
    for (const client of [...speakers, away, stayed]) client.hangUp()
    await proxy.close()
  }
  return { roomId, away, stayed, proxy, say, end }
}

/** The network is back: a new socket while the room goes on, until both have heard the same. */
async function comesBackInTheMiddle({ roomId, away, stayed, say }: Scene): Promise<void> {
  const talk = say(150)
  await away.connect()
  await Promise.all([talk, away.loaded()])
  await becomeEqual({ roomId, away, stayed })
  await say(10)
  await becomeEqual({ roomId, away, stayed })
}

async function becomeEqual({ roomId, away, stayed }: Pick<Scene, 'roomId' | 'away' | 'stayed'>): Promise<void> {
  const { head } = (await stayed.request('room.join', { roomId })) as { head: number }
  await until('both heard the last message', () => [away, stayed].every((client) => client.log(roomId).cursor >= head))
  expect(away.log(roomId).since(0).length).toBeGreaterThan(0)
  expect(away.log(roomId).since(0)).toEqual(stayed.log(roomId).since(0))
  expect(away.faults).toEqual([])
  expect(stayed.faults).toEqual([])
}

describe('a client without network ends equal to one that stayed', () => {
  test.concurrent(
    '30 s of silence in a busy room',
    async () => {
      const scene = await busyRoom()
      const { roomId, away, stayed, proxy, say, end } = scene
      proxy.stall()
      await say(900, 30_000)
      const missed = stayed.log(roomId).cursor - away.log(roomId).cursor
      away.hangUp()
      await comesBackInTheMiddle(scene)
      expect(away.log(roomId).resyncs).toBe(0)
      console.log(`30 s: ${missed} events missed`)
      await end()
    },
    60_000,
  )

  const cases = [
    ['short, within the ring of 512', 300, 0],
    ['longer than the ring', 800, 0],
    ['beyond 1,000 events, told to reload', 1_500, 1],
  ] as const
  for (const [name, count, resyncs] of cases) {
    test.concurrent(
      `connection broken: ${name}`,
      async () => {
        const scene = await busyRoom()
        const { roomId, away, stayed, proxy, say, end } = scene
        await say(30)
        proxy.refuse = true
        proxy.cut()
        await say(count)
        expect(await failure(away.connect())).toBeInstanceOf(Lost)
        expect(stayed.log(roomId).cursor - away.log(roomId).cursor).toBeGreaterThanOrEqual(count)
        proxy.refuse = false
        await comesBackInTheMiddle(scene)
        expect(away.log(roomId).resyncs).toBe(resyncs)
        expect(away.resumed).toBe(1)
        await end()
      },
      60_000,
    )
  }

  test.concurrent(
    'a room that was left and is joined again with a cursor',
    async () => {
      const scene = await busyRoom()
      const { roomId, away, say, end } = scene
      away.hangUp()
      await say(200)
      await away.connect()
      await away.request('room.leave', { roomId })
      await say(100)
      await away.join(roomId)
      await becomeEqual(scene)
      const late = away.request('session.resume', { sessionId: away.sessionId, resumeToken: 'x', cursors: {} })
      expect(await failure(late)).toBeInstanceOf(Nacked)
      await end()
    },
    60_000,
  )

  test.concurrent(
    'network that comes and goes while pages are replayed',
    async () => {
      const scene = await busyRoom()
      const { away, proxy, say, end } = scene
      proxy.cut()
      await say(900)
      for (let n = 0; n < 8; n++) {
        await away.connect()
        const [line] = proxy.lines
        await Bun.sleep(n * 3)
        if (n % 2) line?.stall()
        line?.cut()
        away.hangUp()
      }
      await comesBackInTheMiddle(scene)
      await end()
    },
    60_000,
  )
})

import { afterAll, describe, expect, test } from 'bun:test'
import { makeRoom, register, registerMany } from '#test/parts/people'
import { type PrivatePostgres, startPostgres } from '#test/parts/postgres'
import { RawClient } from '#test/parts/raw-client'
import { type Seeded, seeded } from '#test/parts/seeded'
import { OWNER_EMAIL, startServer, type TestServer } from '#test/parts/server'
import { agree } from './truth'
import { comeBack, Talker } from './talker'

const KILLS = 30
const PEOPLE = 20

const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

async function crowdIn(server: TestServer): Promise<Talker[]> {
  const owner = await register(server.url, OWNER_EMAIL, 'Owner')
  const roomId = await makeRoom(server.url, owner, 'busy')
  const people = await registerMany(server.url, PEOPLE)
  const talkers = people.map((person) => new Talker(new RawClient(person, server.url), roomId))
  for (const { client } of talkers) {
    await client.connect()
    await client.join(roomId)
  }
  return talkers
}

/** Ends the server at a random moment of talk and of coming back, until it died so often; looks at the whole truth every time. */
async function endAgainAndAgain(server: TestServer, random: Seeded, times: number, end: () => Promise<unknown>): Promise<string> {
  const talkers = await crowdIn(server)
  const roomId = talkers[0]?.roomId as string
  const began = Math.max(...talkers.map(({ client }) => client.log(roomId).cursor))
  let head = began
  let [kills, lost, early] = [0, 0, 0]
  const started = performance.now()
  const killAfter = async (ms: number): Promise<void> => {
    await Bun.sleep(ms)
    await end()
    kills += 1
    for (const talker of talkers) talker.stop()
    lost += talkers.reduce((sum, { open }) => sum + open.size, 0)
    await server.start()
  }
  const back = (): Promise<PromiseSettledResult<void>[]> =>
    Promise.allSettled(talkers.map((talker) => comeBack(talker).then(() => talker.settle())))

  while (kills < times) {
    for (const talker of talkers) talker.talk()
    await killAfter(random.between(20, 400))
    if (random.chance(0.25)) {
      // Once more while they resume and resend.
      const returning = back()
      await killAfter(random.between(5, 120))
      early += 1
      await returning
    }
    for (const returned of await back()) if (returned.status === 'rejected') throw returned.reason
    for (const talker of talkers) {
      const keys = [...talker.acked.keys()]
      const key = keys[random.between(0, keys.length - 1)]
      if (key) await talker.repeat(key)
    }
    head = (await agree(server.url, talkers, head)).head
  }
  const { messages } = await agree(server.url, talkers, began)
  const resumed = talkers.reduce((sum, { client }) => sum + client.resumed, 0)
  expect(talkers.every(({ client }) => client.refused === 0)).toBe(true)
  expect(resumed).toBeGreaterThanOrEqual(times * 0.7 * PEOPLE)
  expect(messages).toBeGreaterThan(times * PEOPLE)
  const codes = new Set(talkers.flatMap(({ client }) => client.closes))
  for (const { client } of talkers) client.hangUp()
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  return `${kills} kills (${early} while coming back), ${messages} messages, ${lost} sends cut off, ${resumed} resumes, closed with ${[...codes].join(' ')}, ${seconds} s`
}

describe('kill -9 of the server while twenty people write: every ack holds, once, in order, for all', () => {
  test('embedded database', async () => {
    const random = seeded('server killed, embedded')
    const server = await startServer()
    stops.push(() => server.stop())
    console.log(`embedded: ${await endAgainAndAgain(server, random, KILLS, () => server.kill())}`)
  }, 180_000)

  test('Postgres', async () => {
    const random = seeded('server killed, Postgres')
    const postgres: PrivatePostgres = await startPostgres()
    stops.push(() => postgres.stop())
    const server = await startServer({ env: { DATABASE_URL: await postgres.create('killed') } })
    stops.push(() => server.stop())
    console.log(`Postgres: ${await endAgainAndAgain(server, random, KILLS, () => server.kill())}`)
  }, 180_000)
})

test('SIGTERM while twenty people write: the server ends well, every ack holds', async () => {
  const random = seeded('server terminated')
  const server = await startServer()
  stops.push(() => server.stop())
  const codes: number[] = []
  console.log(`terminated: ${await endAgainAndAgain(server, random, 6, async () => codes.push(await server.terminate()))}`)
  expect(codes.every((code) => code === 0)).toBe(true)
}, 60_000)

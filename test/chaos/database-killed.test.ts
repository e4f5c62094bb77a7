import { afterAll, expect, test } from 'bun:test'
import { http, makeRoom, register, registerMany } from '#test/parts/people'
import { startPostgres } from '#test/parts/postgres'
import { RawClient } from '#test/parts/raw-client'
import { seeded } from '#test/parts/seeded'
import { OWNER_EMAIL, startServer } from '#test/parts/server'
import { until } from '#test/parts/until'
import { agree } from './truth'
import { comeBack, Talker } from './talker'

const ROUNDS = 5
const PEOPLE = 20

const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

test('kill -9 of Postgres while twenty people write: the server goes on by itself, every ack holds', async () => {
  const random = seeded('Postgres killed')
  const postgres = await startPostgres()
  stops.push(() => postgres.stop())
  const server = await startServer({ env: { DATABASE_URL: await postgres.create('killed') } })
  stops.push(() => server.stop())
  const { pid, url } = server
  const owner = await register(url, OWNER_EMAIL, 'Owner')
  const roomId = await makeRoom(url, owner, 'busy')
  const quiet: string[] = []
  for (let n = 0; n < ROUNDS * 4; n++) quiet.push(await makeRoom(url, owner, `quiet-${n}`))
  const talkers = (await registerMany(url, PEOPLE)).map((person) => new Talker(new RawClient(person, url), roomId))
  for (const { client } of talkers) {
    await client.connect()
    await client.join(roomId)
  }
  const began = Math.max(...talkers.map(({ client }) => client.log(roomId).cursor))
  let head = began
  const recovered: number[] = []

  for (let round = 0; round < ROUNDS; round++) {
    for (const talker of talkers) talker.talk()
    await Bun.sleep(random.between(50, 400))
    await postgres.kill()
    // Rooms that nobody heard yet must begin while there is no database, and requests come meanwhile.
    const visitors = quiet
      .slice(round * 4, round * 4 + 4)
      .map((room) => http(url, owner.token, 'POST', `/v1/rooms/${room}/messages`, { text: 'now?' }))
    const answers = Promise.allSettled(visitors)
    await Bun.sleep(random.between(0, 3_000))
    const health = await fetch(`${url}/health/live`)
    expect(health.status).toBe(200)
    await postgres.start()
    const up = performance.now()
    await until('the server is ready again', async () => (await fetch(`${url}/health/ready`)).ok)
    for (const answer of await answers) if (answer.status === 'rejected') expect(String(answer.reason)).toMatch(/: 503 /)
    const [room] = quiet.slice(round * 4)
    await until('a quiet room takes a message', () =>
      http(url, owner.token, 'POST', `/v1/rooms/${room}/messages`, { text: 'now!' }).then(
        () => true,
        () => false,
      ),
    )
    for (const talker of talkers) talker.stop()
    await Promise.all(
      talkers.map(async (talker) => {
        await comeBack(talker)
        // What still waits for its first answer is sent once more beside it: the same key has one outcome.
        await talker.settle()
      }),
    )
    recovered.push(performance.now() - up)
    head = (await agree(url, talkers, head)).head
  }
  const { messages } = await agree(url, talkers, began)
  expect(server.pid).toBe(pid)
  expect(messages).toBeGreaterThan(ROUNDS * PEOPLE)
  const refusals = talkers.reduce((sum, talker) => sum + talker.refusals, 0)
  const closes = talkers.flatMap(({ client }) => client.closes)
  console.log(
    `${ROUNDS} kills, ${messages} messages, ${refusals} nacks "try again", ${closes.length} sockets closed, back after ms: ${recovered.map(Math.round).join(' ')}`,
  )
  for (const { client } of talkers) client.hangUp()
}, 120_000)

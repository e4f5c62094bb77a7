import { afterAll, beforeAll, expect, test } from 'bun:test'
import { comeBack, Talker } from '#test/chaos/talker'
import { agree } from '#test/chaos/truth'
import { type Person, http, register, registerMany } from '#test/parts/people'
import { RawClient } from '#test/parts/raw-client'
import { seeded } from '#test/parts/seeded'
import { OWNER_EMAIL } from '#test/parts/server'
import { Wire } from '#test/parts/wire'
import { Alone } from './alone'

const KILLS = 3
const TALKERS = 8
const SOCKETS = 1_000
/** Sessions and rooms end within five seconds; closing the database adds a little. */
const DRAIN_MS = 10_000

let alone: Alone
let people: Person[]
let roomId: string

beforeAll(async () => {
  alone = await Alone.build({ RATE_LIMITS: 'off', LOG_LEVEL: 'warn', SUPER_ADMIN_EMAIL: OWNER_EMAIL })
  await alone.start()
  const owner = await register(alone.url, OWNER_EMAIL, 'Owner')
  const made = await http<{ room: { id: string } }>(alone.url, owner.token, 'POST', '/v1/rooms', { slug: 'busy', name: 'Busy' })
  roomId = made.room.id
  people = await registerMany(alone.url, 40)
}, 120_000)
afterAll(() => alone?.remove())

test('kill -9 while people write: nothing that was acked is lost, everything is there once', async () => {
  const random = seeded('binary killed')
  const talkers = people.slice(0, TALKERS).map((person) => new Talker(new RawClient(person, alone.url), roomId))
  for (const { client } of talkers) {
    await client.connect()
    await client.join(roomId)
  }
  const began = Math.max(...talkers.map(({ client }) => client.log(roomId).cursor))
  for (let kill = 0; kill < KILLS; kill++) {
    for (const talker of talkers) talker.talk()
    await Bun.sleep(random.between(200, 600))
    await alone.end('SIGKILL')
    for (const talker of talkers) talker.stop()
    await alone.start()
    await Promise.all(talkers.map((talker) => comeBack(talker).then(() => talker.settle())))
  }
  const { messages } = await agree(alone.url, talkers, began)
  console.log(`${KILLS} kills, ${messages} messages acked, all there`)
  expect(messages).toBeGreaterThan(KILLS * TALKERS)
  for (const { client } of talkers) client.hangUp()
}, 120_000)

test('SIGTERM with 1,000 sockets open: all are told, and it ends with 0', async () => {
  const wires: Wire[] = []
  for (let first = 0; first < SOCKETS; first += 50) {
    const some = Array.from({ length: 50 }, (_, n) => people[(first + n) % people.length] as Person)
    wires.push(...(await Promise.all(some.map(({ token }) => Wire.open(alone.url, { token })))))
  }
  const joined = wires.slice(0, 200)
  for (const wire of joined) wire.write({ type: 'room.join', payload: { roomId } })
  await Promise.all(joined.map((wire) => wire.settled()))
  expect(wires.filter(({ isOpen }) => isOpen)).toHaveLength(SOCKETS)

  const asked = performance.now()
  const code = await alone.end('SIGTERM')
  const took = performance.now() - asked
  const closes = await Promise.all(wires.map(({ closed }) => closed))
  const told = wires.filter((wire) => wire.all('server.draining').length === 1).length
  console.log(`SIGTERM with ${SOCKETS} sockets: exit ${code} after ${took.toFixed(0)} ms, ${told} told`)
  expect(code).toBe(0)
  expect(took).toBeLessThan(DRAIN_MS)
  expect(told).toBe(SOCKETS)
  expect(new Set(closes)).toEqual(new Set([1001]))
}, 120_000)

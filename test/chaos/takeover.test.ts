import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { http, makeRoom, type Person, register, registerMany } from '#test/parts/people'
import { startProxy } from '#test/parts/proxy'
import { Nacked, RawClient } from '#test/parts/raw-client'
import { OWNER_EMAIL, startServer, type TestServer } from '#test/parts/server'
import { until } from '#test/parts/until'

let server: TestServer
let owner: Person
let rooms = 0

beforeAll(async () => {
  server = await startServer()
  owner = await register(server.url, OWNER_EMAIL, 'Owner')
})
afterAll(() => server.stop())

type Presence = { roomId: string; online: number; changes: { id: string; state: string }[] }

async function scene(): Promise<{ roomId: string; person: Person; other: Person; witness: RawClient; presences: Presence[] }> {
  const n = rooms++
  const roomId = await makeRoom(server.url, owner, `room-${n}`)
  const [person, other] = (await registerMany(server.url, 2, `person-${n}`)) as [Person, Person]
  const witness = new RawClient(other, server.url)
  const presences: Presence[] = []
  witness.onFrame = ({ type, payload }) => {
    if (type === 'presence.update') presences.push(payload as Presence)
  }
  await witness.connect()
  await witness.join(roomId)
  return { roomId, person, other, witness, presences }
}

const say = (by: Person, roomId: string, text: string): Promise<{ seq: number }> =>
  http(server.url, by.token, 'POST', `/v1/rooms/${roomId}/messages`, { text }, { 'idempotency-key': crypto.randomUUID() })

describe('the newest socket of a session wins', () => {
  test('the old one is closed with 4002 and hears nothing more; the new one misses nothing', async () => {
    const { roomId, person, other, witness, presences } = await scene()
    const first = new RawClient(person, server.url)
    await first.connect()
    await first.join(roomId)
    for (let n = 0; n < 20; n++) await say(other, roomId, `before ${n}`)
    await until('it heard them', () => first.log(roomId).cursor === witness.log(roomId).cursor)
    await until('others see it', () => presences.some(({ changes }) => changes.some(({ id }) => id === person.id)))
    presences.length = 0

    const second = first.another()
    await second.connect()
    expect(second.sessionId).toBe(first.sessionId as string)
    await until('the old socket is closed', () => first.closes.length > 0)
    expect(first.closes).toEqual([4002])
    const heardByFirst = first.log(roomId).cursor
    for (let n = 0; n < 20; n++) await say(other, roomId, `after ${n}`)
    await until('the new one heard all', () => second.log(roomId).cursor === witness.log(roomId).cursor)
    expect(first.log(roomId).cursor).toBe(heardByFirst)
    expect([...first.faults, ...second.faults]).toEqual([])
    // To others nothing happened.
    expect(presences.filter(({ changes }) => changes.some(({ id, state }) => id === person.id && state === 'offline'))).toEqual([])
    await second.send(roomId, 'still here', crypto.randomUUID())
    for (const client of [first, second, witness]) client.hangUp()
  }, 30_000)

  test('an old socket whose network is silent is told once it can read, and took nothing from the new one', async () => {
    const { roomId, person, other, witness } = await scene()
    const proxy = await startProxy(server.port)
    const first = new RawClient(person, proxy.url)
    await first.connect()
    await first.join(roomId)
    proxy.stall()
    for (let n = 0; n < 100; n++) await say(other, roomId, `unheard ${n}`)
    const second = first.another(server.url)
    await second.connect()
    await until('the new one heard all', () => second.log(roomId).cursor === witness.log(roomId).cursor)
    proxy.resume()
    await until('the old one is closed', () => first.closes.length > 0)
    expect(first.closes).toEqual([4002])
    await say(other, roomId, 'later')
    await until('the new one heard it', () => second.log(roomId).cursor === witness.log(roomId).cursor)
    expect([...first.faults, ...second.faults]).toEqual([])
    for (const client of [second, witness]) client.hangUp()
    await proxy.close()
  }, 30_000)

  test('ten sockets that race for one session leave exactly one, and it is whole', async () => {
    const { roomId, person, other, witness } = await scene()
    const first = new RawClient(person, server.url)
    await first.connect()
    await first.join(roomId)
    const rivals = Array.from({ length: 10 }, () => first.another())
    let talking = true
    const talk = (async () => {
      for (let n = 0; talking; n++) await say(other, roomId, `racing ${n}`)
    })()
    await Promise.allSettled(rivals.map((rival) => rival.connect()))
    await until('one is left', () => rivals.filter(({ open }) => open).length === 1)
    talking = false
    await talk
    const [left] = rivals.filter(({ open }) => open) as [RawClient]
    await until('it heard all', () => left.log(roomId).cursor === witness.log(roomId).cursor)
    expect(first.closes).toEqual([4002])
    for (const rival of rivals) {
      expect(rival.faults).toEqual([])
      if (rival !== left) expect(rival.closes).toEqual([4002])
    }
    for (const client of [left, witness]) client.hangUp()
  }, 30_000)

  test('a session is not continued with the token of another person', async () => {
    const { roomId, person, other, witness } = await scene()
    const mine = new RawClient(person, server.url)
    await mine.connect()
    await mine.join(roomId)
    const thief = new RawClient(other, server.url)
    await thief.connect()
    const stolen = mine.another(server.url, other)
    await stolen.connect()
    expect(stolen.resumed).toBe(0)
    expect(stolen.refused).toBe(1)
    expect(mine.open).toBe(true)
    const again = mine.request('session.resume', { sessionId: mine.sessionId, resumeToken: 'x', cursors: {} })
    expect(await again.catch((error: unknown) => error)).toBeInstanceOf(Nacked)
    for (const client of [mine, thief, stolen, witness]) client.hangUp()
  }, 30_000)
})

test('a socket that is cut and comes back within seconds was never gone to others', async () => {
  const { roomId, person, other, witness, presences } = await scene()
  const proxy = await startProxy(server.port)
  const client = new RawClient(person, proxy.url)
  await client.connect()
  await client.join(roomId)
  await until('others see it', () => presences.some(({ changes }) => changes.some(({ id }) => id === person.id)))
  presences.length = 0
  for (let n = 0; n < 5; n++) {
    proxy.cut()
    await until('it is cut', () => !client.open)
    await say(other, roomId, `missed ${n}`)
    await client.connect()
  }
  await until('it heard all', () => client.log(roomId).cursor === witness.log(roomId).cursor)
  expect(client.faults).toEqual([])
  expect(presences.flatMap(({ changes }) => changes).filter(({ id }) => id === person.id)).toEqual([])
  for (const one of [client, witness]) one.hangUp()
  await proxy.close()
}, 30_000)

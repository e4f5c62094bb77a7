import { afterAll, beforeAll, expect, test } from 'bun:test'
import { http, makeRoom, type Person, register, registerMany } from '#test/parts/people'
import { Lost, Nacked, RawClient } from '#test/parts/raw-client'
import { seeded } from '#test/parts/seeded'
import { OWNER_EMAIL, startServer, type TestServer } from '#test/parts/server'
import { until } from '#test/parts/until'
import { comeBack, Talker } from './talker'
import { agree } from './truth'

const ROOMS = 3
const TALKERS = 5
const KILLS = 60
/** More of this one within a minute is the end of the process: nothing goes on without it. */
const KILLS_OF_PEOPLE = 8

const sfu = Boolean(process.env['MEDIA_WORKER_BIN'])
const kinds = ['room', 'session', 'call', 'people', ...(sfu ? ['media-worker'] : [])]

let server: TestServer
let owner: Person
let people: Person[]
beforeAll(async () => {
  // with a media worker at hand calls of more than two move to it, and it is among those that end
  const calls = sfu ? { MEDIA_WORKERS: '1', RTC_PORT: '0', P2P_MAX_PARTICIPANTS: '2' } : { P2P_MAX_PARTICIPANTS: '8' }
  server = await startServer({ env: { TEST_HOOKS: 'on', ...calls } })
  owner = await register(server.url, OWNER_EMAIL, 'Owner')
  people = await registerMany(server.url, (ROOMS + 1) * TALKERS)
}, 60_000)
afterAll(() => server?.stop())

type Target = { readonly name?: string; readonly kind?: string; readonly nth?: number; readonly how: string }

/** Ends one actor; the name of the one it was, or null when none such lived. */
async function fail(target: Target): Promise<string | null> {
  try {
    return (await http<{ name: string }>(server.url, owner.token, 'POST', '/v1/test/actors/fail', target)).name
  } catch (error) {
    if (String(error).includes(': 404 ')) return null
    throw error
  }
}

/** A few rooms full of people; each person has one socket and one room. */
async function talkersIn(prefix: string, count = ROOMS): Promise<Talker[][]> {
  const rooms: Talker[][] = []
  for (let n = 0; n < count; n++) {
    const roomId = await makeRoom(server.url, owner, `${prefix}-${n}`)
    const talkers = people.slice(n * TALKERS, (n + 1) * TALKERS).map((person) => new Talker(new RawClient(person, server.url), roomId))
    for (const { client } of talkers) {
      await client.connect()
      await client.join(roomId)
    }
    rooms.push(talkers)
  }
  return rooms
}

const cursorOf = ({ client, roomId }: Talker): number => client.log(roomId).cursor
const closesOf = (talkers: readonly Talker[]): number[] => talkers.flatMap(({ client }) => client.closes)

/** Sits in the call of its room, and joins again whenever that call is over. */
async function seat({ client, roomId }: Talker): Promise<void> {
  await until(
    `${client.person.name} has a seat`,
    async () => {
      try {
        await client.request('call.join', { roomId, media: { audio: true, video: false } })
        return true
      } catch (error) {
        // a call that is ending stands in the way of the next one
        if (error instanceof Nacked && ['unavailable', 'busy', 'conflict'].includes(error.code)) return false
        throw error
      }
    },
    15_000,
  )
}

test('any actor may end at any moment: nothing acked is lost, and only a session takes a socket along, its own', async () => {
  const random = seeded('any actor')
  const [callers, ...rooms] = (await talkersIn('any', ROOMS + 1)) as [Talker[], ...Talker[][]]
  const all = [...rooms.flat(), ...callers]
  const begun = rooms.map((talkers) => Math.max(...talkers.map(cursorOf)))
  const killed: Record<string, number> = {}
  const returning = new Map<Talker, Promise<void>>()
  const returns: Promise<void>[] = []
  for (const talker of rooms.flat()) talker.talk()
  await Promise.all(callers.map(seat))

  for (let n = 0; n < KILLS; n++) {
    const kind = random.pick(['room', ...kinds])
    if (kind === 'people' && (killed[kind] ?? 0) >= KILLS_OF_PEOPLE) continue
    const closed = closesOf(all).length
    if ((await fail({ kind, nth: random.between(0, 50), how: random.pick(['crash', 'kill']) })) === null) continue
    killed[kind] = (killed[kind] ?? 0) + 1
    if (kind === 'session') {
      await until('its socket closed', () => closesOf(all).length > closed)
      expect(closesOf(all).slice(closed)).toEqual([1012])
      // nobody waits for it: it comes back while the next actors end
      for (const lost of all.filter((talker) => !talker.client.open && !returning.has(talker))) {
        const back = async (): Promise<void> => {
          await comeBack(lost)
          returning.delete(lost)
          try {
            await lost.settle()
          } catch (error) {
            // its session ended once more: whoever ended it brings it back
            if (error instanceof Lost) return
            throw error
          }
          if (!callers.includes(lost)) lost.talk()
        }
        returning.set(lost, back())
        returns.push(returning.get(lost) as Promise<void>)
      }
    }
    await Bun.sleep(random.between(0, 120))
    expect(closesOf(all)).toHaveLength(killed['session'] ?? 0)
    const seated = callers.filter(({ client }) => client.open)
    if (random.chance(0.3) && seated.length > 0) await seat(random.pick(seated))
  }

  await Promise.all(returns)
  expect(all.filter(({ client }) => !client.open)).toEqual([])
  for (const talker of all) talker.stop()
  await Promise.all(all.map((talker) => talker.settle()))
  await until('everything is answered', () => all.every(({ open }) => open.size === 0))
  let messages = 0
  for (const [n, talkers] of rooms.entries()) messages += (await agree(server.url, talkers, begun[n] as number)).messages
  console.log(`killed ${JSON.stringify(killed)} under ${messages} messages`)
  for (const kind of kinds) expect(killed[kind]).toBeGreaterThan(0)
  for (const { client } of all) client.hangUp()
}, 180_000)

test('a room that crashes ten times in a minute is given up: its members hear so, everybody else hears nothing', async () => {
  const rooms = await talkersIn('given-up')
  const [failing, ...others] = rooms as [Talker[], ...Talker[][]]
  const roomId = failing[0]?.roomId as string
  const begun = rooms.map((talkers) => Math.max(...talkers.map(cursorOf)))
  for (const talker of rooms.flat()) talker.talk()

  let crashes = 0
  await until('it is given up', async () => {
    if ((await fail({ name: `room:${roomId}`, how: 'crash' })) !== null) crashes++
    return failing.every(({ client }) => client.failures.length > 0)
  })
  expect(crashes).toBe(10)
  for (const { client } of failing) {
    expect(client.failures).toMatchObject([{ code: 'unavailable', roomId }])
    expect(client.failures[0]?.['retryAfterMs']).toBeGreaterThan(1_000)
    expect(String(client.failures[0]?.['message'])).toContain('failed')
  }
  const asked = await http(server.url, owner.token, 'POST', `/v1/rooms/${roomId}/messages`, { text: 'now?' }).catch(String)
  expect(asked).toContain('503')
  expect(asked).toContain('retryAfterMs')

  // it comes back when it said so, and nothing that was acked is gone
  await Promise.all(
    failing.map((talker) =>
      until('joined again', () =>
        talker.client.join(roomId).then(
          () => true,
          () => false,
        ),
      ),
    ),
  )
  for (const talker of rooms.flat()) talker.stop()
  await Promise.all(rooms.flat().map((talker) => talker.settle()))
  await until('everything is answered', () => rooms.flat().every(({ open }) => open.size === 0))
  for (const [n, talkers] of rooms.entries()) expect((await agree(server.url, talkers, begun[n] as number)).messages).toBeGreaterThan(5)
  expect(others.flat().map(({ refusals }) => refusals)).toEqual(others.flat().map(() => 0))
  expect(closesOf(rooms.flat())).toEqual([])
  for (const { client } of rooms.flat()) client.hangUp()
}, 120_000)

test('dead letters have a reason, and the tree is whole again', async () => {
  const { supervisors, kinds: found } = await http<{
    supervisors: { name: string; state: string; restarts: number }[]
    kinds: { kind: string; started: number; crashes: number; deadLetters: Record<string, number> }[]
  }>(server.url, owner.token, 'GET', '/v1/admin/actors')
  expect(supervisors.map(({ name, state, restarts }) => `${name} ${state} ${restarts}`)).toEqual([
    'node running 0',
    'media running 0',
    'calls running 0',
    'rooms running 0',
    'sessions running 0',
  ])
  for (const { deadLetters } of found) expect(Object.keys(deadLetters).toSorted()).toEqual(['dead', 'full', 'poison', 'stopped'])
  expect(found.map(({ kind }) => kind)).toEqual(kinds.toSorted())
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  for (const kind of kinds) expect(metrics).toMatch(new RegExp(`^boltorezka_actor_mailbox_depth_max\\{actor="${kind}"\\} \\d+$`, 'm'))
})

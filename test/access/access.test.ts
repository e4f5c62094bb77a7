import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { clientFrames } from '#protocol/frames/client'
import { frameRows, httpRows } from './table'
import { everybody, type Who, World } from './world'

let world: World
beforeAll(async () => {
  world = await World.open()
}, 60_000)
afterAll(() => world?.close())

const named = (cells: readonly string[]) => Object.fromEntries(everybody.map((who, at) => [who, cells[at]]))
const title = (name: string, where: string): string => (where === '' ? name : `${name} (${where})`)

describe('every route has a row', () => {
  test('and every row a route', async () => {
    const { paths } = (await world.must('GET', '/openapi.json')) as { paths: Record<string, Record<string, unknown>> }
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(routes.length).toBeGreaterThan(20)
    expect([...new Set(httpRows.map(({ route }) => route))].sort()).toEqual(routes.sort())
  })

  test('and every frame a client may send', () => {
    expect([...new Set(frameRows.map(({ type }) => type))].sort()).toEqual(Object.keys(clientFrames).sort())
  })
})

describe('over HTTP', () => {
  for (const { route, where, cells, request } of httpRows) {
    test(title(route, where), async () => {
      const [method = '', path = ''] = route.split(' ')
      const got: string[] = []
      for (const who of everybody) {
        const asked = await request(world, who)
        const token = asked.token ?? world.token(who)
        const { status, code } = await world.ask(method, asked.path ?? path, { ...asked, ...(token ? { token } : {}) })
        got.push(code === null ? `${status}` : `${status} ${code}`)
      }
      expect(named(got)).toEqual(named(cells))
    })
  }
})

describe('on a socket', () => {
  for (const { type, where, cells, make } of frameRows) {
    test(title(type, where), async () => {
      const got: string[] = []
      for (const who of everybody) got.push(who === 'nobody' || who === 'revoked' ? await knock(who) : await send(who))
      expect(named(got)).toEqual(named(cells))

      async function send(who: Who): Promise<string> {
        const { payload, before = [] } = await make(world, who)
        const socket = await world.socket(world.person(who).token)
        for (const [first, said] of before) await socket.ask(first, said)
        const { answer } = await socket.ask(type, payload)
        socket.close()
        return answer
      }
    })
  }

  /** What HTTP says to those who may not open a socket at all. */
  async function knock(who: Who): Promise<string> {
    const token = world.token(who)
    const { status, code } = await world.ask('GET', `/v1/realtime/ws${token ? `?token=${token}` : ''}`)
    return `${status} ${code}`
  }

  test('one whose device signs out is closed 4001 within a second, and its token is dead', async () => {
    const { token = '' } = await world.again('member')
    const socket = await world.socket(token)
    const started = performance.now()
    await world.must('POST', '/v1/auth/logout', token)
    expect(await socket.closed).toBe(4001)
    expect(performance.now() - started).toBeLessThan(1000)
    expect((await world.ask('GET', '/v1/auth/me', { token })).code).toBe('unauthenticated')
  })

  test('one who is removed from a room hears no more of it and is refused', async () => {
    const roomId = await world.room()
    const founder = world.person('founder').token
    const socket = await world.socket(world.person('member').token)
    await socket.must('room.join', { roomId })
    const { callId } = await world.call(roomId)
    await socket.must('call.join', { roomId, media: { audio: true, video: false } })
    await world.must('DELETE', `/v1/rooms/${roomId}/members/${world.person('member').id}`, founder)
    expect((await socket.ask('message.send', { roomId, text: 'x' })).answer).toBe('not_found')
    expect((await socket.ask('call.media', { callId, media: { audio: true, video: true } })).answer).toBe('call_not_joined')
    await world.must('POST', `/v1/rooms/${roomId}/messages`, founder, { text: 'after the removal' })
    await socket.must('ping', {})
    expect(socket.heard.filter(({ type, payload }) => type === 'message.new' && payload.message.text === 'after the removal')).toEqual([])
  })

  test('a demoted admin is no admin any more, with the token and the socket they have', async () => {
    const { id, token } = await world.user()
    const owner = world.person('superAdmin').token
    await world.must('POST', `/v1/admin/users/${id}/promote`, owner, {})
    const room = await world.room()
    await world.must('GET', `/v1/rooms/${room}`, token)
    await world.must('POST', `/v1/admin/users/${id}/demote`, owner, {})
    expect((await world.ask('GET', `/v1/rooms/${room}`, { token })).status).toBe(404)
    expect((await world.ask('POST', '/v1/rooms', { token, body: { slug: 'mine', name: 'x' } })).status).toBe(403)
  })
})

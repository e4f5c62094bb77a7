import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openBench, owner, type Answer, type Bench } from './testkit'

let bench: Bench
let admin: string
let stranger: { token: string; id: string }
let friend: { token: string; id: string }

const code = ({ status, body }: Answer) => `${status} ${body?.code ?? ''}`.trim()

beforeAll(async () => {
  bench = await openBench()
  admin = (await bench.person(owner.split('@')[0] ?? '')).token
  stranger = await bench.person('stranger')
  friend = await bench.person('friend')
}, 30_000)
afterAll(() => bench?.close())

async function makeRoom(slug: string, visibility?: 'open' | 'private'): Promise<string> {
  const { status, body } = await bench.ask('POST', '/v1/rooms', {
    token: admin,
    body: { slug, name: slug, ...(visibility ? { visibility } : {}) },
  })
  expect(status).toBe(201)
  return body.room.id
}

describe('rooms', () => {
  test('only administrators make them, and a slug is taken once', async () => {
    const body = { slug: 'tea', name: 'Tea' }
    expect(code(await bench.ask('POST', '/v1/rooms', { token: stranger.token, body }))).toBe('403 forbidden')
    const made = await bench.ask('POST', '/v1/rooms', { token: admin, body })
    expect(made.body.room).toMatchObject({ slug: 'tea', name: 'Tea', visibility: 'open', kind: 'room', myRole: 'owner', archivedAt: null })
    expect(code(await bench.ask('POST', '/v1/rooms', { token: admin, body }))).toBe('409 slug_taken')
  })

  test('general is there from the start, by slug and by id', async () => {
    const bySlug = await bench.ask('GET', '/v1/rooms/general', { token: stranger.token })
    expect(bySlug.body.room).toMatchObject({ slug: 'general', visibility: 'open' })
    const byId = await bench.ask('GET', `/v1/rooms/${bySlug.body.room.id}`, { token: stranger.token })
    expect(byId.body).toEqual(bySlug.body)
    const { body } = await bench.ask('GET', '/v1/rooms', { token: stranger.token })
    expect(body.items.map((room: { slug: string }) => room.slug)).toContain('general')
    expect(body.next).toBeNull()
  })

  test('a private room does not exist for a stranger', async () => {
    const id = await makeRoom('secret', 'private')
    for (const [method, path, body] of [
      ['GET', `/v1/rooms/${id}`],
      ['GET', '/v1/rooms/secret'],
      ['GET', '/v1/rooms/secret/members'],
      ['GET', '/v1/rooms/secret/messages'],
      ['PATCH', '/v1/rooms/secret', { name: 'mine' }],
      ['POST', '/v1/rooms/secret/archive', {}],
      ['POST', '/v1/rooms/secret/members', {}],
      ['POST', '/v1/rooms/secret/messages', { text: 'hi' }],
      ['DELETE', '/v1/rooms/secret/members/me'],
    ] as const)
      expect([path, code(await bench.ask(method, path, { token: stranger.token, body }))]).toEqual([path, '404 not_found'])
    const { body } = await bench.ask('GET', '/v1/rooms', { token: stranger.token })
    expect(body.items.map((room: { slug: string }) => room.slug)).not.toContain('secret')
  })

  test('change and archive need a right in the room; an archived room takes nothing more', async () => {
    const id = await makeRoom('short')
    expect(code(await bench.ask('POST', `/v1/rooms/${id}/members`, { token: friend.token }))).toBe('200')
    expect(code(await bench.ask('PATCH', `/v1/rooms/${id}`, { token: friend.token, body: { name: 'x' } }))).toBe('403 forbidden')
    // what the contract does not name is ignored, whatever it means further in
    const unknown = { userId: 'nobody', key: 'none', callId: 7 }
    const changed = await bench.ask('PATCH', `/v1/rooms/${id}`, {
      token: admin,
      body: { name: ' Short ', topic: 'of life', ...unknown },
    })
    expect(changed.body.room).toMatchObject({ name: 'Short', topic: 'of life' })
    expect(code(await bench.ask('POST', `/v1/rooms/${id}/archive`, { token: friend.token, body: {} }))).toBe('403 forbidden')
    const archived = await bench.ask('POST', `/v1/rooms/${id}/archive`, { token: admin, body: {} })
    expect(archived.body.room.archivedAt).toBeString()
    expect(code(await bench.ask('POST', `/v1/rooms/${id}/messages`, { token: friend.token, body: { text: 'hi' } }))).toBe(
      '409 room_archived',
    )
  })
})

describe('members', () => {
  test('join with {}, are listed, get a role, leave with `me`, are removed', async () => {
    const id = await makeRoom('club')
    const joined = await bench.ask('POST', `/v1/rooms/${id}/members`, { token: friend.token, body: {} })
    expect(joined.body.member).toMatchObject({ user: { id: friend.id, name: 'friend' }, role: 'member' })
    expect(joined.body.member.user.email).toBeUndefined()
    const { body } = await bench.ask('GET', `/v1/rooms/${id}/members`, { token: friend.token })
    expect(body.items.map((member: { role: string }) => member.role).sort()).toEqual(['member', 'owner'])
    const path = `/v1/rooms/${id}/members/${friend.id}`
    expect(code(await bench.ask('PATCH', path, { token: friend.token, body: { role: 'owner' } }))).toBe('403 forbidden')
    const raised = await bench.ask('PATCH', path, { token: admin, body: { role: 'moderator' } })
    expect(raised.body.member.role).toBe('moderator')
    expect(code(await bench.ask('DELETE', `/v1/rooms/${id}/members/me`, { token: friend.token }))).toBe('204')
    expect(code(await bench.ask('POST', `/v1/rooms/${id}/members`, { token: admin, body: { userId: friend.id } }))).toBe('200')
    expect(code(await bench.ask('DELETE', path, { token: admin }))).toBe('204')
    expect(code(await bench.ask('DELETE', `/v1/rooms/${id}/members/me`, { token: admin }))).toBe('409 conflict')
  })
})

describe('messages', () => {
  test('are sent once per key, whatever the case of the key', async () => {
    const id = await makeRoom('log')
    await bench.ask('POST', `/v1/rooms/${id}/members`, { token: friend.token })
    const key = crypto.randomUUID()
    const send = (text: string, idempotencyKey?: string) =>
      bench.ask('POST', `/v1/rooms/${id}/messages`, {
        token: friend.token,
        body: { text },
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
      })
    const first = await send('one', key)
    expect(first.status).toBe(201)
    expect(Object.keys(first.body)).toEqual(['messageId', 'roomId', 'seq', 'createdAt'])
    const repeat = await send('one', key.toUpperCase())
    expect([repeat.status, repeat.text]).toEqual([201, first.text])
    expect(code(await send('two', key))).toBe('409 idempotency_conflict')
    expect(code(await send('two', 'not-a-uuid'))).toBe('422 invalid')
    expect((await send('one')).body.seq).toBe(first.body.seq + 1)
  })

  test('history pages both ways, with the head it belongs to', async () => {
    const id = await makeRoom('pages')
    for (let i = 0; i < 5; i++) await bench.ask('POST', `/v1/rooms/${id}/messages`, { token: admin, body: { text: `t${i}` } })
    const page = async (query: string) => {
      const { body } = await bench.ask('GET', `/v1/rooms/${id}/messages?${query}`, { token: admin })
      return [body.items.map((message: { text: string }) => message.text).join(' '), body.hasMore]
    }
    const newest = await bench.ask('GET', `/v1/rooms/${id}/messages?limit=2`, { token: admin })
    expect(newest.body.items.map((message: { text: string }) => message.text)).toEqual(['t3', 't4'])
    expect(newest.body.head).toBe(newest.body.items[1].seq)
    expect(await page(`before=${newest.body.items[0].seq}&limit=2`)).toEqual(['t1 t2', true])
    expect(await page(`after=${newest.body.items[0].seq}`)).toEqual(['t4', false])
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'before=-1', 'before=1.5', 'before=1&after=1'])
      expect([query, code(await bench.ask('GET', `/v1/rooms/${id}/messages?${query}`, { token: admin }))]).toEqual([query, '422 invalid'])
  })

  test('who is not a member may not write into an open room', async () => {
    const id = await makeRoom('stage')
    expect(code(await bench.ask('POST', `/v1/rooms/${id}/messages`, { token: stranger.token, body: { text: 'hi' } }))).toBe('403 forbidden')
  })

  test('a member limit is set and taken away', async () => {
    const { body } = await bench.ask('POST', '/v1/rooms', { token: admin, body: { slug: 'limited', name: 'Limited' } })
    const patch = (memberLimit: number | null) => bench.ask('PATCH', `/v1/rooms/${body.room.id}`, { token: admin, body: { memberLimit } })
    expect((await patch(5)).body.room.memberLimit).toBe(5)
    expect((await patch(null)).body.room.memberLimit).toBeNull()
    expect(code(await patch(0))).toBe('422 invalid')
  })
})

describe('administration', () => {
  test('promote, list, demote', async () => {
    const { token, id } = await bench.person('climber')
    expect(code(await bench.ask('GET', '/v1/admin/users', { token }))).toBe('403 forbidden')
    expect(code(await bench.ask('POST', `/v1/admin/users/${id}/promote`, { token, body: {} }))).toBe('403 forbidden')
    const promoted = await bench.ask('POST', `/v1/admin/users/${id}/promote`, { token: admin, body: {} })
    expect(promoted.body.user).toMatchObject({ id, role: 'admin', email: 'climber@example.org' })
    expect(code(await bench.ask('POST', `/v1/admin/users/${id}/promote`, { token: admin, body: {} }))).toBe('200')
    // the token is the old one: the role is not in it
    const { body } = await bench.ask('GET', '/v1/admin/users?limit=2', { token })
    expect(body.items).toHaveLength(2)
    const rest = await bench.ask('GET', `/v1/admin/users?limit=200&cursor=${encodeURIComponent(body.next)}`, { token })
    expect(rest.body.items.map((user: { id: string }) => user.id)).not.toContain(body.items[0].id)
    expect(code(await bench.ask('POST', `/v1/admin/users/${stranger.id}/promote`, { token, body: {} }))).toBe('403 forbidden')
    expect(code(await bench.ask('POST', `/v1/admin/users/${id}/demote`, { token: admin, body: {} }))).toBe('200')
    expect(code(await bench.ask('GET', '/v1/admin/users', { token }))).toBe('403 forbidden')
    expect(code(await bench.ask('GET', '/v1/admin/users?cursor=junk', { token: admin }))).toBe('422 invalid')
  })

  test('the super admin stays, nobody unknown is changed', async () => {
    const { body } = await bench.ask('GET', '/v1/auth/me', { token: admin })
    expect(code(await bench.ask('POST', `/v1/admin/users/${body.user.id}/demote`, { token: admin, body: {} }))).toBe('409 conflict')
    expect(code(await bench.ask('POST', `/v1/admin/users/${body.user.id}/disable`, { token: admin, body: {} }))).toBe('409 conflict')
    const nobody = `/v1/admin/users/${Bun.randomUUIDv7()}`
    expect(code(await bench.ask('POST', `${nobody}/promote`, { token: admin, body: {} }))).toBe('404 not_found')
  })

  test('a disabled account is out at once and everywhere, until enabled', async () => {
    const { token, id, email, refreshToken } = await bench.person('rude')
    const disabled = await bench.ask('POST', `/v1/admin/users/${id}/disable`, { token: admin, body: {} })
    expect(disabled.body.user.disabledAt).toBeString()
    expect(code(await bench.ask('GET', '/v1/auth/me', { token }))).toBe('401 unauthenticated')
    expect(bench.revoked).toContainEqual({ userId: id })
    const login = () => bench.ask('POST', '/v1/auth/login', { body: { email, password: 'password123' } })
    expect(code(await login())).toBe('403 forbidden')
    expect(code(await bench.ask('POST', '/v1/auth/refresh', { body: { refreshToken } }))).toBe('401 unauthenticated')
    expect(code(await bench.ask('POST', `/v1/admin/users/${id}/enable`, { token: admin, body: {} }))).toBe('200')
    const again = await login()
    expect(code(await bench.ask('GET', '/v1/auth/me', { token: again.body.token }))).toBe('200')
  })
})

describe('people', () => {
  test('are found by a part of their name, without their e-mail', async () => {
    const { body } = await bench.ask('GET', '/v1/users?query=STRANG', { token: friend.token })
    expect(body.items).toEqual([{ id: stranger.id, name: 'stranger', role: 'user', createdAt: expect.any(String) }])
    const one = await bench.ask('GET', `/v1/users/${stranger.id}`, { token: friend.token })
    expect(one.body.user).toEqual(body.items[0])
    expect(code(await bench.ask('GET', `/v1/users/${Bun.randomUUIDv7()}`, { token: friend.token }))).toBe('404 not_found')
    expect(code(await bench.ask('GET', '/v1/users/someone', { token: friend.token }))).toBe('422 invalid')
  })

  test('rename themselves', async () => {
    const { body } = await bench.ask('PATCH', '/v1/users/me', { token: friend.token, body: { name: ' Фёдор ' } })
    expect(body.user.name).toBe('Фёдор')
    await bench.ask('PATCH', '/v1/users/me', { token: friend.token, body: { name: 'friend' } })
  })
})

test('tickets open a socket once; ICE servers come from config', async () => {
  const { status, body } = await bench.ask('POST', '/v1/realtime/ticket', { token: friend.token, body: {} })
  expect([status, body.expiresIn]).toEqual([201, 30])
  expect(bench.access.admit(body.ticket).userId).toBe(friend.id)
  const ice = await bench.ask('GET', '/v1/rtc/ice-servers', { token: friend.token })
  expect(ice.body).toEqual({ iceServers: [], expiresIn: 3600 })
})

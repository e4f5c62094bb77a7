import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import { OWNER_EMAIL } from '#test/parts/server'
import { Wire } from '#test/parts/wire'

/** CONTRACT.md, section HTTP: accounts, tokens, tickets, health, errors. */
let outside: Outsider

beforeAll(async () => {
  outside = await Outsider.start()
}, 60_000)

afterAll(() => outside?.server.stop())

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const signedIn = ['user', 'accessToken', 'token', 'refreshToken', 'expiresIn', 'rotation']
const demo = { email: 'demo@boltorezka.local', password: 'password123', name: 'Demo User' }

describe('accounts', () => {
  test('register 201, login 200 and refresh 200 all answer user, tokens and expiresIn', async () => {
    const registered = await outside.ask('POST', '/v1/auth/register', { body: demo })
    expect(registered.status).toBe(201)
    const login = await outside.ask('POST', '/v1/auth/login', { body: { email: demo.email, password: demo.password } })
    expect(login.status).toBe(200)
    const refreshed = await outside.ask('POST', '/v1/auth/refresh', { body: { refreshToken: login.body.refreshToken } })
    expect(refreshed.status).toBe(200)
    for (const { body } of [registered, login, refreshed]) {
      expect(Object.keys(body).toSorted()).toEqual(signedIn.toSorted())
      expect(body.user).toMatchObject({
        id: expect.stringMatching(id),
        email: demo.email,
        name: demo.name,
        role: 'user',
        createdAt: expect.stringMatching(time),
      })
      expect(body.token).toBe(body.accessToken)
      expect(body.expiresIn).toBe(900)
    }
    const me = await outside.ask('GET', '/v1/auth/me', { by: refreshed.body.token })
    expect(me.status).toBe(200)
    expect(me.body).toEqual({ user: registered.body.user, deviceId: expect.stringMatching(id) })
  })

  test('an e-mail is taken once, whatever its case: 409 email_taken', async () => {
    await outside.must('POST', '/v1/auth/register', { body: { ...demo, email: 'once@boltorezka.test' } })
    const again = await outside.ask('POST', '/v1/auth/register', { body: { ...demo, email: 'ONCE@boltorezka.test' } })
    expect([again.status, again.body.code]).toEqual([409, 'email_taken'])
  })

  test('a wrong password and an unknown e-mail are the same 401', async () => {
    await outside.must('POST', '/v1/auth/register', { body: { ...demo, email: 'known@boltorezka.test' } })
    const wrong = await outside.ask('POST', '/v1/auth/login', { body: { email: 'known@boltorezka.test', password: 'password124' } })
    const unknown = await outside.ask('POST', '/v1/auth/login', { body: { email: 'nobody@boltorezka.test', password: 'password123' } })
    for (const { status, body } of [wrong, unknown]) expect([status, body.code]).toEqual([401, 'unauthenticated'])
    expect(unknown.body.detail).toBe(wrong.body.detail)
  })

  test('a refresh token is spent once; spent again it signs the device out: its tokens and its socket are dead', async () => {
    const first = await outside.must('POST', '/v1/auth/register', { body: { ...demo, email: 'rotated@boltorezka.test' } })
    const wire = await Wire.open(outside.url, { token: first.token })
    const second = await outside.must('POST', '/v1/auth/refresh', { body: { refreshToken: first.refreshToken } })
    expect(second.refreshToken).not.toBe(first.refreshToken)
    const reused = await outside.ask('POST', '/v1/auth/refresh', { body: { refreshToken: first.refreshToken } })
    expect([reused.status, reused.body.code]).toEqual([401, 'unauthenticated'])
    const heir = await outside.ask('POST', '/v1/auth/refresh', { body: { refreshToken: second.refreshToken } })
    expect([heir.status, heir.body.code]).toEqual([401, 'unauthenticated'])
    expect(await wire.closed).toBe(4001)
    expect((await outside.ask('GET', '/v1/auth/me', { by: second.token })).status).toBe(401)
  })

  test('logout 204 closes the sockets of the device, and of no other, with 4001 within a second', async () => {
    const { email } = await outside.person('Leaving')
    const signIn = () => outside.must('POST', '/v1/auth/login', { body: { email, password: 'password123' } })
    const [here, there] = await Promise.all([signIn(), signIn()])
    const [gone, alsoGone, stays] = await Promise.all([here, here, there].map(({ token }) => Wire.open(outside.url, { token })))
    const since = performance.now()
    expect((await outside.ask('POST', '/v1/auth/logout', { by: here.token })).status).toBe(204)
    expect(await Promise.all([gone?.closed, alsoGone?.closed])).toEqual([4001, 4001])
    expect(performance.now() - since).toBeLessThan(1_000)
    for (const path of ['/v1/auth/me', '/v1/rooms']) {
      expect((await outside.ask('GET', path, { by: here.token })).status).toBe(401)
    }
    expect((await outside.ask('POST', '/v1/auth/refresh', { body: { refreshToken: here.refreshToken } })).status).toBe(401)
    await stays?.settled()
    stays?.close()
  })

  test('others are seen without e-mail', async () => {
    const [anna, boris] = await Promise.all([outside.person('Anna'), outside.person('Boris')])
    const room = await outside.room()
    for (const by of [anna, boris]) await outside.must('POST', `/v1/rooms/${room.id}/members`, { by, body: {} })
    const { items } = await outside.must('GET', `/v1/rooms/${room.id}/members`, { by: anna })
    for (const { user } of items) expect(Object.keys(user).toSorted()).toEqual(['createdAt', 'id', 'name', 'role'])
  })
})

describe('administration', () => {
  test('a super admin lists everybody with e-mail, page by page; a user may not', async () => {
    const anna = await outside.person('Listed')
    const emails: string[] = []
    let cursor = ''
    do {
      const page = await outside.must('GET', `/v1/admin/users?limit=2${cursor}`, { by: outside.owner })
      expect(page.items.length).toBeLessThanOrEqual(2)
      emails.push(...page.items.map(({ email }: { email: string }) => email))
      cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`
    } while (cursor !== '')
    expect(new Set(emails).size).toBe(emails.length)
    expect(emails).toContain(anna.email)
    expect(emails).toContain(OWNER_EMAIL)
    const refused = await outside.ask('GET', '/v1/admin/users', { by: anna })
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
  })

  test('promote and demote answer the user; only a super admin does it; the token they have follows', async () => {
    const [anna, boris] = await Promise.all([outside.person('Rising'), outside.person('Watching')])
    const promote = (by: typeof anna) => outside.ask('POST', `/v1/admin/users/${anna.id}/promote`, { by, body: {} })
    expect((await promote(boris)).status).toBe(403)
    const done = await promote(outside.owner)
    expect([done.status, done.body.user.role]).toEqual([200, 'admin'])
    expect(Object.keys(done.body)).toEqual(['user'])
    expect((await outside.must('GET', '/v1/auth/me', { by: anna })).user.role).toBe('admin')
    await outside.must('POST', '/v1/rooms', { by: anna, body: { slug: 'by-an-admin', name: 'x' } })
    const back = await outside.must('POST', `/v1/admin/users/${anna.id}/demote`, { by: outside.owner, body: {} })
    expect(back.user.role).toBe('user')
    expect((await outside.ask('POST', '/v1/rooms', { by: anna, body: { slug: 'by-a-user', name: 'x' } })).status).toBe(403)
  })
})

describe('errors are problem+json', () => {
  test('with type, title, status, code, detail, requestId, and errors by path where a field did not fit', async () => {
    const { status, headers, body } = await outside.ask('POST', '/v1/auth/register', { body: { ...demo, email: 'no address' } })
    expect(status).toBe(422)
    expect(headers.get('content-type')).toStartWith('application/problem+json')
    expect(body).toMatchObject({ type: 'about:blank', status: 422, code: 'invalid' })
    for (const key of ['title', 'detail', 'requestId']) expect(body[key]).toBeString()
    expect(body.errors).toEqual([{ path: '/email', message: expect.any(String) }])
  })

  test('unparsable 400 malformed, too large 413, no or bad token 401, unknown path 404', async () => {
    const post = async (path: string, asked: object): Promise<unknown[]> => {
      const { status, body } = await outside.ask('POST', path, asked)
      return [status, body.code]
    }
    expect(await post('/v1/auth/login', { raw: '{' })).toEqual([400, 'malformed'])
    expect(await post('/v1/auth/login', { raw: `"${'x'.repeat(300_000)}"` })).toEqual([413, 'too_large'])
    expect(await post('/v1/realtime/ticket', { body: {} })).toEqual([401, 'unauthenticated'])
    expect(await post('/v1/realtime/ticket', { body: {}, by: 'no.such.token' })).toEqual([401, 'unauthenticated'])
    expect(await post('/v1/nowhere', { body: {}, by: outside.owner })).toEqual([404, 'not_found'])
  })
})

describe('the rest', () => {
  test('a ticket: 201, 30 s, opens one socket', async () => {
    const anna = await outside.person('Ticket')
    const { status, body } = await outside.ask('POST', '/v1/realtime/ticket', { by: anna, body: {} })
    expect(status).toBe(201)
    expect(body).toEqual({ ticket: expect.any(String), expiresIn: 30 })
    const wire = await Wire.open(outside.url, { ticket: body.ticket })
    expect(wire.capabilities.user.id).toBe(anna.id)
    expect((await outside.ask('GET', `/v1/realtime/ws?ticket=${encodeURIComponent(body.ticket)}`)).status).toBe(401)
    wire.close()
  })

  test('ice servers', async () => {
    const anna = await outside.person('Ice')
    const { iceServers, expiresIn } = await outside.must('GET', '/v1/rtc/ice-servers', { by: anna })
    expect(iceServers).toBeArray()
    expect(expiresIn).toBe(3600)
  })

  test('health says how the database, redis and media are; live, ready, metrics and the document are there', async () => {
    const { status, body } = await outside.ask('GET', '/health')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'ok',
      database: { status: 'ok', driver: 'pglite' },
      redis: { status: 'off' },
      media: { status: 'off' },
    })
    expect(body.version).toBeString()
    for (const path of ['/health/live', '/health/ready', '/metrics']) expect((await outside.ask('GET', path)).status).toBe(200)
    expect((await outside.must('GET', '/openapi.json')).openapi).toStartWith('3.')
  })
})

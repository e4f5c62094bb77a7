import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openBench, owner, type Bench } from './testkit'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ setupCode: 'the-code' })
}, 30_000)
afterAll(() => bench?.close())

describe('register', () => {
  test('the words of the contract make an account and sign in', async () => {
    const body = { email: 'demo@boltorezka.local', password: 'password123', name: 'Demo User' }
    const made = await bench.ask('POST', '/v1/auth/register', { body })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ user: { email: body.email, name: body.name, role: 'user' }, expiresIn: 900 })
    expect(made.body.token).toBe(made.body.accessToken)
    const again = await bench.ask('POST', '/v1/auth/login', { body: { email: body.email, password: body.password } })
    expect(again.status).toBe(200)
    const me = await bench.ask('GET', '/v1/auth/me', { token: again.body.token })
    expect(me.status).toBe(200)
    expect(me.body.user).toEqual(made.body.user)
    expect(me.body.deviceId).toBeString()
    expect(JSON.stringify(me.body)).not.toContain('argon')
  })

  test('an e-mail is taken whatever its case', async () => {
    await bench.person('taken')
    const { status, body } = await bench.ask('POST', '/v1/auth/register', {
      body: { email: 'TAKEN@example.org', password: 'password123', name: 'x' },
    })
    expect([status, body.code]).toEqual([409, 'email_taken'])
  })

  test('the owner’s e-mail is refused from elsewhere, and from here behind a proxy', async () => {
    const body = { email: owner.toUpperCase(), password: 'password123', name: 'x' }
    for (const ask of [
      { body, from: '203.0.113.9' },
      { body, from: '127.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' } },
      { body, from: '127.0.0.1', headers: { forwarded: 'for=127.0.0.1' } },
      { body, from: '127.0.0.1', headers: { 'x-real-ip': '127.0.0.1' } },
      { body: { ...body, setupCode: 'not-the-code' }, from: '203.0.113.9' },
    ]) {
      const answer = await bench.ask('POST', '/v1/auth/register', ask)
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
    }
    const made = await bench.ask('POST', '/v1/auth/register', { body: { ...body, email: owner, setupCode: 'the-code' } })
    expect(made.body.user.role).toBe('super_admin')
  })
})

describe('login', () => {
  test('says the same of a wrong password and of nobody', async () => {
    const { email } = await bench.person('anna')
    const wrong = await bench.ask('POST', '/v1/auth/login', { body: { email, password: 'wrong' } })
    const nobody = await bench.ask('POST', '/v1/auth/login', { body: { email: 'nobody@example.org', password: 'wrong' } })
    expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([401, 'unauthenticated', nobody.body.detail])
    expect(nobody.status).toBe(401)
  })
})

describe('refresh', () => {
  const refresh = (refreshToken: string, repeatable?: true) =>
    bench.ask('POST', '/v1/auth/refresh', { body: { refreshToken, ...(repeatable && { repeatable }) } })

  test('rotates; a token spent again signs the device out', async () => {
    const { refreshToken } = await bench.person('boris')
    const first = await refresh(refreshToken)
    expect([first.status, first.body.rotation]).toEqual([200, 1])
    expect(first.body.refreshToken).not.toBe(refreshToken)
    expect((await bench.ask('GET', '/v1/auth/me', { token: first.body.token })).status).toBe(200)
    const reused = await refresh(refreshToken)
    expect([reused.status, reused.body.code]).toEqual([401, 'unauthenticated'])
    expect((await refresh(first.body.refreshToken)).status).toBe(401)
    bench.access.revocations.learn(await bench.data.system.since(null))
    expect((await bench.ask('GET', '/v1/auth/me', { token: first.body.token })).status).toBe(401)
  })

  test('an answer that was lost is asked for again within the minute by a client that says it repeats', async () => {
    const { refreshToken } = await bench.person('bella')
    await refresh(refreshToken)
    const again = await refresh(refreshToken, true)
    expect([again.status, again.body.rotation]).toEqual([200, 2])
    expect((await refresh(again.body.refreshToken)).body.rotation).toBe(3)
    expect(await bench.metrics.registry.metrics()).toContain('outcome="refresh_repeated"} 1')
  })
})

describe('signing out', () => {
  test('logout kills the token, the refresh token and the sockets of the device', async () => {
    const { token, refreshToken } = await bench.person('clara')
    const { body } = await bench.ask('GET', '/v1/auth/me', { token })
    expect((await bench.ask('POST', '/v1/auth/logout', { token })).status).toBe(204)
    const dead = await bench.ask('GET', '/v1/auth/me', { token })
    expect([dead.status, dead.body.code, dead.headers.get('www-authenticate')]).toEqual([401, 'unauthenticated', 'Bearer'])
    expect((await bench.ask('POST', '/v1/auth/refresh', { body: { refreshToken } })).status).toBe(401)
    expect(bench.revoked).toContainEqual({ deviceId: body.deviceId })
  })

  test('one device signs another of the same person out, nobody else’s', async () => {
    const first = await bench.person('dora')
    const other = await bench.person('egor')
    const second = await bench.ask('POST', '/v1/auth/login', {
      body: { email: first.email, password: 'password123', deviceName: 'Phone' },
    })
    const { body } = await bench.ask('GET', '/v1/devices', { token: first.token })
    const phone = body.items.find((device: { name: string }) => device.name === 'Phone')
    expect(body.items.filter((device: { current: boolean }) => device.current)).toHaveLength(1)
    expect((await bench.ask('DELETE', `/v1/devices/${phone.id}`, { token: other.token })).status).toBe(404)
    expect((await bench.ask('DELETE', `/v1/devices/${phone.id}`, { token: first.token })).status).toBe(204)
    expect((await bench.ask('GET', '/v1/auth/me', { token: second.body.token })).status).toBe(401)
    expect((await bench.ask('GET', '/v1/auth/me', { token: first.token })).status).toBe(200)
  })

  test('a new password needs the old one and signs the other devices out', async () => {
    const { token, email } = await bench.person('fedor')
    const second = await bench.ask('POST', '/v1/auth/login', { body: { email, password: 'password123' } })
    const change = (current: string) =>
      bench.ask('PATCH', '/v1/users/me', { token, body: { password: { current, new: 'another-password' } } })
    const wrong = await change('wrong')
    expect([wrong.status, wrong.body.errors]).toEqual([422, [{ path: '/password/current', message: 'is not your password' }]])
    expect((await change('password123')).status).toBe(200)
    expect((await bench.ask('GET', '/v1/auth/me', { token: second.body.token })).status).toBe(401)
    expect((await bench.ask('GET', '/v1/auth/me', { token })).status).toBe(200)
    expect((await bench.ask('POST', '/v1/auth/login', { body: { email, password: 'another-password' } })).status).toBe(200)
  })
})

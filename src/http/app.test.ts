import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { openBench, owner, type Bench } from './testkit'

let bench: Bench
let token: string
beforeAll(async () => {
  bench = await openBench()
  token = (await bench.person(owner.split('@')[0] ?? '')).token
}, 30_000)
afterAll(() => bench?.close())

describe('problems', () => {
  test('carry code, status, detail and the request id that the header has', async () => {
    const answer = await bench.ask('GET', '/v1/auth/me', { headers: { 'x-request-id': 'my-id.1' } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('x-request-id')).toBe('my-id.1')
    expect(answer.body).toEqual({
      type: 'about:blank',
      title: 'Sign in first',
      status: 401,
      code: 'unauthenticated',
      detail: expect.any(String),
      requestId: 'my-id.1',
    })
  })

  test('a request id that could forge a log line is replaced', async () => {
    const { headers } = await bench.ask('GET', '/health/live', { headers: { 'x-request-id': 'a b"}' } })
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('unknown routes and methods are 404 problems', async () => {
    for (const [method, path] of [
      ['GET', '/v1/nope'],
      ['PUT', '/v1/rooms'],
      ['DELETE', '/'],
      ['OPTIONS', '/v1/rooms'],
      ['GET', '/openapi.json/x'],
    ] as const) {
      const { status, body, headers } = await bench.ask(method, path, { headers: { accept: 'text/html' } })
      expect([path, status, body?.code, headers.get('content-type')]).toEqual([path, 404, 'not_found', 'application/problem+json'])
    }
  })

  test('bodies that are no JSON object are malformed, those that do not fit are invalid with a path', async () => {
    const post = (raw: string | Uint8Array, headers?: Record<string, string>) =>
      bench.ask('POST', '/v1/auth/login', { raw, ...(headers ? { headers } : {}) })
    const cases: [string | Uint8Array, number, string, string?][] = [
      ['{"email":', 400, 'malformed'],
      [new Uint8Array([123, 0xff, 125]), 400, 'malformed'],
      ['[]', 422, 'invalid', ''],
      ['null', 422, 'invalid', ''],
      ['"x"', 422, 'invalid', ''],
      ['{}', 422, 'invalid', '/email'],
      ['{"email":"a@b.c","password":1}', 422, 'invalid', '/password'],
      ['{"email":"a@b.c","password":"a\\u0000"}', 422, 'invalid', '/password'],
      ['{"email":"a@b.c","password":"\\ud800"}', 422, 'invalid', '/password'],
      [`{"email":"a@b.c","password":${'['.repeat(100)}${']'.repeat(100)}}`, 422, 'invalid'],
      [`{"email":"${'a'.repeat(70_000)}"}`, 413, 'too_large'],
      ['{"email":{"toString":1},"password":"x"}', 422, 'invalid', '/email'],
      ['{"email":"a@b.c","password":[{"\\u0076alueOf":1,"toString":null}]}', 422, 'invalid', '/password'],
    ]
    for (const [raw, status, code, path] of cases) {
      const answer = await post(raw)
      const name = String(raw).slice(0, 40)
      expect([name, answer.status, answer.body.code]).toEqual([name, status, code])
      if (path !== undefined) expect([name, answer.body.errors[0].path]).toEqual([name, path])
    }
    expect((await post('{"email":"a@b.c","password":"x"}', { 'content-type': 'text/plain' })).body.code).toBe('malformed')
    expect((await post('email=a&password=b', { 'content-type': 'application/x-www-form-urlencoded' })).body.code).toBe('malformed')
  })

  test('a body that breaks off is malformed, not a failure of ours', async () => {
    const broken = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"email":'))
        controller.error(new Error('The connection was closed.'))
      },
    })
    const headers = { 'content-type': 'application/json' }
    const answer = await bench.http.handle(new Request('http://localhost/v1/auth/login', { method: 'POST', headers, body: broken }))
    expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'malformed' })])
  })

  test('fields nobody knows are ignored', async () => {
    const body = { slug: 'future', name: 'Future', colour: 'green' }
    expect((await bench.ask('POST', '/v1/rooms?colour=green', { token, body })).status).toBe(201)
    const password = { current: 'password123', new: 'password123', colour: 'green' }
    expect((await bench.ask('PATCH', '/v1/users/me', { token, body: { password, colour: 'green' } })).status).toBe(200)
    expect((await bench.ask('GET', '/v1/users?colour=green', { token })).status).toBe(200)
  })

  test('who asks is settled before what they say', async () => {
    expect((await bench.ask('POST', '/v1/rooms', { body: { slug: 7 } })).status).toBe(401)
    for (const authorization of ['', 'Basic x', 'Bearer', 'Bearer a b', `Bearer ${token}x`])
      expect((await bench.ask('GET', '/v1/auth/me', { headers: { authorization } })).body.code).toBe('unauthenticated')
  })

  test('addresses that cannot be decoded or stored are refused', async () => {
    const codes = async (path: string) => (await bench.ask('GET', path, { token })).body.code
    expect(await codes('/v1/rooms/%E0%A4')).toBe('malformed')
    expect(await codes('/v1/rooms/a%00b')).toBe('invalid')
    expect(await codes('/v1/users?query=a%00b')).toBe('invalid')
    expect(await codes('/v1/rooms/..%2f..%2fadmin')).toBe('invalid')
    expect(await codes('/v1/rooms?cursor=a&cursor=b')).toBe('invalid')
  })
})

test('answers are JSON with safe headers, pages may run only our scripts', async () => {
  const answer = await bench.ask('GET', '/v1/auth/me', { token })
  expect(answer.headers.get('content-type')).toStartWith('application/json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  const page = await bench.ask('GET', '/docs')
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval';")
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(page.text).not.toMatch(/<script(?![^>]*\bsrc=)|https?:\/\//)
})

test('the docs page and what it loads are served from here', async () => {
  const page = await bench.ask('GET', '/docs')
  const loads = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(loads).toHaveLength(4)
  for (const path of loads) expect([path, (await bench.ask('GET', path)).status]).toEqual([path, 200])
  const { body } = await bench.ask('GET', '/openapi.json')
  expect(body.openapi).toStartWith('3.')
})

test('health answers in the shape of the contract', async () => {
  const { status, body } = await bench.ask('GET', '/health')
  expect([status, body]).toEqual([
    200,
    {
      status: 'ok',
      version: '0.0.0',
      database: { status: 'ok', driver: 'pglite' },
      redis: { status: 'off' },
      media: { status: 'off', reason: 'not in this test' },
    },
  ])
  expect((await bench.ask('GET', '/health/live')).body).toEqual({ status: 'ok' })
  expect((await bench.ask('GET', '/health/ready')).body).toEqual({ status: 'ok' })
  const head = await bench.ask('HEAD', '/health')
  expect([head.status, head.text]).toEqual([200, ''])
})

test('metrics are open to this machine, elsewhere to administrators', async () => {
  const here = await bench.ask('GET', '/metrics', { from: '127.0.0.1' })
  expect(here.text).toContain('boltorezka_http_request_seconds_count{method="GET",route="/v1/auth/me",status="200"}')
  expect(here.text).not.toContain('/v1/nope')
  expect((await bench.ask('GET', '/metrics', { from: '127.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' } })).status).toBe(401)
  expect((await bench.ask('GET', '/metrics')).status).toBe(401)
  const { token: other } = await bench.person('other')
  expect((await bench.ask('GET', '/metrics', { token: other })).status).toBe(403)
  expect((await bench.ask('GET', '/metrics', { token })).status).toBe(200)
})

test('a short or broken Host does not shift the path', async () => {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => bench.http.handle(request) })
  const raw = (start: string): Promise<string> =>
    new Promise((resolve) => {
      let text = ''
      const socket = connect(server.port ?? 0, '127.0.0.1', () => socket.write(start.replace('\r\n', '\r\nConnection: close\r\n')))
      socket.on('data', (piece) => (text += piece.toString()))
      socket.on('close', () => resolve(text))
    })
  try {
    expect(await raw('GET /health/live HTTP/1.1\r\nHost: nas\r\n\r\n')).toContain('{"status":"ok"}')
    expect(await raw('GET /abcdef/health HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('404')
    expect(await raw('GET /x/v1/auth/me HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('404')
    expect(await raw('GET /health/live HTTP/1.1\r\nHost: a/b\r\n\r\n')).toContain('"malformed"')
    expect(await raw('GET /health/live HTTP/1.1\r\nHost: a b\r\n\r\n')).toContain('"malformed"')
    const body = '{"email":"a@b.cd","password":"x"}'
    expect(
      await raw(
        `POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ),
    ).toContain('"unauthenticated"')
    const endless = `POST /v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${'1000\r\n'}${'a'.repeat(4096)}\r\n`
    expect(await raw(`${endless}${`1000\r\n${'a'.repeat(4096)}\r\n`.repeat(20)}0\r\n`)).toContain('"too_large"')
  } finally {
    await server.stop(true)
  }
})

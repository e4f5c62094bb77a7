import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openBench, type Bench } from './testkit'

let bench: Bench
beforeAll(async () => {
  bench = await openBench({ rateLimits: 'on' })
}, 30_000)
afterAll(() => bench?.close())

test('an address that signs in too often waits, another one does not', async () => {
  const login = (from: string, n: number) =>
    bench.ask('POST', '/v1/auth/login', { body: { email: `nobody${n}@example.org`, password: 'x' }, from })
  let refused = await login('198.51.100.1', 0)
  for (let n = 1; refused.status === 401 && n < 100; n++) refused = await login('198.51.100.1', n)
  expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited'])
  expect(refused.body.retryAfterMs).toBeGreaterThan(0)
  expect(Number(refused.headers.get('retry-after'))).toBe(Math.ceil(refused.body.retryAfterMs / 1000))
  expect((await login('198.51.100.2', 0)).status).toBe(401)
  // nobody escapes by naming another address
  const lie = await bench.ask('POST', '/v1/auth/login', {
    body: { email: 'nobody@example.org', password: 'x' },
    from: '198.51.100.1',
    headers: { 'x-forwarded-for': '198.51.100.77' },
  })
  expect(lie.status).toBe(429)
})

test('an account is not guessed from many addresses', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 12; n++)
    statuses.push(
      (await bench.ask('POST', '/v1/auth/login', { body: { email: 'a@example.org', password: `${n}` }, from: `192.0.2.${n}` })).status,
    )
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.slice(10)).toEqual([429, 429])
})

test('health is never refused for asking often', async () => {
  for (let n = 0; n < 600; n++) expect((await bench.ask('GET', '/health/live')).status).toBe(200)
})

test('who searches people too often waits; everything else goes on', async () => {
  const { body } = await bench.ask('POST', '/v1/auth/register', {
    body: { email: 'seeker@example.org', password: 'password123', name: 'Seeker' },
  })
  const search = (n: number) => bench.ask('GET', `/v1/users?query=${n}`, { token: body.token })
  let status = 200
  for (let n = 0; status === 200 && n < 190; n++) ({ status } = await search(n))
  expect(status).toBe(429)
  expect((await bench.ask('GET', '/v1/rooms', { token: body.token })).status).toBe(200)
})

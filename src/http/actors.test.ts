import { afterAll, beforeAll, expect, test } from 'bun:test'
import { actor } from '#actors/runtime/actor'
import { settle } from '#actors/runtime/testkit'
import { openBench, owner, type Bench } from './testkit'

const deaf = actor<string>('deaf', { capacity: 8, overflow: 'reject' }, () => new Promise(() => {}))

let bench: Bench
let admin: string
beforeAll(async () => {
  bench = await openBench({ testHooks: true })
  admin = (await bench.person(owner.split('@')[0] as string)).token
}, 30_000)
afterAll(() => bench?.close())

const look = async (query = '') => (await bench.ask('GET', `/v1/admin/actors${query}`, { token: admin })).body

test('an administrator sees the tree: totals, the deepest mailbox, dead letters', async () => {
  const ref = bench.tree.start(deaf, 'deaf:1', undefined)
  for (let n = 0; n < 10; n++) ref.send('x')
  await settle()
  const { actors, kinds, supervisors, deepest, deadLetters } = await look()
  expect(actors).toBe(1)
  expect(kinds).toEqual([
    {
      kind: 'deaf',
      alive: 1,
      depth: 8,
      deepest: 8,
      started: 1,
      restarts: 0,
      crashes: 0,
      deadLetters: { full: 2, dead: 0, stopped: 0, poison: 0 },
    },
  ])
  expect(supervisors).toEqual([{ name: 'node', under: [], state: 'running', restarts: 0, children: 1 }])
  expect(deepest).toEqual([{ name: 'deaf:1', kind: 'deaf', under: ['node'], state: 'running', depth: 8, restarts: 0 }])
  expect(deadLetters).toEqual({ full: 2, dead: 0, stopped: 0, poison: 0 })
  expect((await look('?kind=other')).kinds).toEqual([])
})

test('nobody else sees it, and the query has bounds', async () => {
  const { token } = await bench.person('somebody')
  expect((await bench.ask('GET', '/v1/admin/actors', { token })).status).toBe(403)
  expect((await bench.ask('GET', '/v1/admin/actors')).status).toBe(401)
  expect((await bench.ask('GET', '/v1/admin/actors?limit=100000', { token: admin })).status).toBe(422)
})

test('where tests may, an administrator ends an actor on purpose; its mailbox survives', async () => {
  bench.tree.start(deaf, 'deaf:2', undefined)
  await settle()
  const fail = (body: object, token = admin) => bench.ask('POST', '/v1/test/actors/fail', { token, body })
  expect((await fail({ name: 'deaf:1', how: 'crash' })).status).toBe(200)
  expect((await fail({ kind: 'deaf', nth: 3, how: 'kill' })).body).toEqual({ name: 'deaf:2' })
  await settle()
  const { restarted } = await look()
  expect(restarted.map(({ name, depth }: { name: string; depth: number }) => [name, depth])).toEqual([
    ['deaf:1', 8],
    ['deaf:2', 0],
  ])
  expect((await bench.ask('POST', '/v1/test/collect', { token: admin, body: {} })).body.heapUsed).toBeGreaterThan(0)
  expect((await fail({ name: 'nobody', how: 'kill' })).status).toBe(404)
  expect((await fail({ kind: 'nobody', how: 'kill' })).status).toBe(404)
  expect((await fail({ name: 'deaf:1', how: 'gently' })).status).toBe(422)
  expect((await fail({ name: 'deaf:1', how: 'kill' }, (await bench.person('other')).token)).status).toBe(403)
})

test('elsewhere there is no such route, and no document names it', async () => {
  const plain = await openBench()
  try {
    const { token } = await plain.person(owner.split('@')[0] as string)
    const { status, body } = await plain.ask('POST', '/v1/test/actors/fail', { token, body: { name: 'people', how: 'kill' } })
    expect([status, body.code]).toEqual([404, 'not_found'])
    expect((await bench.ask('GET', '/openapi.json')).text).not.toContain('/v1/test')
  } finally {
    await plain.close()
  }
}, 30_000)

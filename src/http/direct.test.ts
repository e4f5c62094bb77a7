import { afterAll, beforeAll, expect, test } from 'bun:test'
import { limits } from '#protocol/limits'
import { openBench, owner, type Answer, type Bench } from './testkit'

let bench: Bench
let admin: { token: string; id: string }
let ann: { token: string; id: string }
let bob: { token: string; id: string }

const code = ({ status, body }: Answer) => `${status} ${body?.code ?? ''}`.trim()
const open = (by: { token: string }, userIds: unknown) => bench.ask('POST', '/v1/direct', { token: by.token, body: { userIds } })

beforeAll(async () => {
  bench = await openBench()
  ;[admin, ann, bob] = [await bench.person(owner.split('@')[0] ?? ''), await bench.person('ann'), await bench.person('bob')]
}, 30_000)
afterAll(() => bench?.close())

test('anybody opens one: 201 the first time, 200 and the same room afterwards, from either side', async () => {
  const first = await open(ann, [bob.id])
  expect(first.status).toBe(201)
  expect(first.body.room).toMatchObject({ kind: 'direct', name: 'bob', with: [{ id: bob.id, name: 'bob' }], myRole: 'owner' })
  const second = await open(bob, [ann.id, bob.id])
  expect(second.status).toBe(200)
  expect(second.body.room).toMatchObject({ id: first.body.room.id, slug: first.body.room.slug, name: 'ann', with: [{ id: ann.id }] })
  const { body } = await bench.ask('GET', '/v1/rooms', { token: bob.token })
  expect(body.items.filter(({ kind }: { kind: string }) => kind === 'direct').map(({ id }: { id: string }) => id)).toEqual([
    first.body.room.id,
  ])
})

test('who is not in it does not find it, an administrator no more than others', async () => {
  const { id } = (await open(ann, [bob.id])).body.room
  expect(code(await bench.ask('GET', `/v1/rooms/${id}`, { token: admin.token }))).toBe('404 not_found')
  const { body } = await bench.ask('GET', '/v1/rooms', { token: admin.token })
  expect(body.items.map((room: { id: string }) => room.id)).not.toContain(id)
})

test('what cannot be opened is refused clearly', async () => {
  expect(code(await open(ann, []))).toBe('422 invalid')
  expect(code(await open(ann, ['bob']))).toBe('422 invalid')
  expect(code(await open(ann, [Bun.randomUUIDv7()]))).toBe('404 not_found')
  const many = Array.from({ length: limits.directPeople }, () => Bun.randomUUIDv7())
  expect(code(await open(ann, many))).toBe('422 invalid')
  expect(code(await bench.ask('POST', '/v1/direct', { body: { userIds: [bob.id] } }))).toBe('401 unauthenticated')
})

test('its people and settings stay as they are', async () => {
  const { id } = (await open(ann, [bob.id])).body.room
  for (const [method, path, body] of [
    ['PATCH', '', { name: 'ours' }],
    ['POST', '/archive', {}],
    ['POST', '/members', { userId: admin.id }],
    ['PATCH', `/members/${bob.id}`, { role: 'member' }],
    ['DELETE', `/members/${bob.id}`],
    ['DELETE', '/members/me'],
  ] as const)
    expect([path, code(await bench.ask(method, `/v1/rooms/${id}${path}`, { token: ann.token, body }))]).toEqual([path, '403 forbidden'])
})

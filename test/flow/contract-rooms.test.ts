import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'

/** CONTRACT.md, section HTTP: rooms, members, messages. */
let outside: Outsider
let anna: Person
let boris: Person

beforeAll(async () => {
  outside = await Outsider.start()
  ;[anna, boris] = await Promise.all([outside.person('Anna'), outside.person('Boris')])
}, 60_000)

afterAll(() => outside?.server.stop())

const coded = async (method: string, path: string, by: Person, body?: object): Promise<unknown> => {
  const answer = await outside.ask(method, path, body ? { by, body } : { by })
  return answer.status < 300 ? answer.status : `${answer.status} ${answer.body.code}`
}
const join = (by: Person, roomId: string) => outside.must('POST', `/v1/rooms/${roomId}/members`, { by, body: {} })

describe('a room', () => {
  test('is made 201 with its maker as owner, read by id and by slug, changed, and archived', async () => {
    const made = await outside.ask('POST', '/v1/rooms', { by: outside.owner, body: { slug: 'tea', name: 'Tea' } })
    expect(made.status).toBe(201)
    const { room } = made.body
    expect(room).toMatchObject({ slug: 'tea', name: 'Tea', topic: '', kind: 'room', visibility: 'open', archivedAt: null, head: 1 })
    expect(room).toMatchObject({ myRole: 'owner', readSeq: 1, unread: 0, mentions: 0 })
    expect(await outside.must('GET', '/v1/rooms/tea', { by: outside.owner })).toEqual({ room })
    expect(await outside.must('GET', `/v1/rooms/${room.id}`, { by: outside.owner })).toEqual({ room })
    const changed = await outside.must('PATCH', '/v1/rooms/tea', { by: outside.owner, body: { name: 'Green tea', topic: 'Leaves' } })
    expect(changed).toEqual({ room: { ...room, name: 'Green tea', topic: 'Leaves', head: 2 } })
    const archived = await outside.must('POST', '/v1/rooms/tea/archive', { by: outside.owner, body: {} })
    expect(archived.room.archivedAt).toBeString()
    expect(await coded('POST', '/v1/rooms/tea/messages', outside.owner, { text: 'too late' })).toBe('409 room_archived')
    expect(await coded('POST', '/v1/rooms/tea/members', anna, {})).toBe('409 room_archived')
    expect((await outside.must('GET', '/v1/rooms/tea/messages', { by: outside.owner })).items).toEqual([])
  })

  test('only admins make rooms; a slug is taken once', async () => {
    expect(await coded('POST', '/v1/rooms', anna, { slug: 'mine', name: 'x' })).toBe('403 forbidden')
    expect(await coded('POST', '/v1/rooms', outside.owner, { slug: 'general', name: 'x' })).toBe('409 slug_taken')
    expect(await coded('POST', '/v1/rooms', outside.owner, { slug: 'Bad Slug', name: 'x' })).toBe('422 invalid')
  })

  test('an open one is listed and visible to all, a private one to members only: 404, not 403', async () => {
    const [open, hidden] = [await outside.room(), await outside.room('private')]
    await outside.must('POST', `/v1/rooms/${hidden.id}/members`, { by: outside.owner, body: { userId: boris.id } })
    const seen = async (by: Person): Promise<string[]> =>
      (await outside.must('GET', '/v1/rooms?limit=200', { by })).items.map(({ id }: { id: string }) => id)
    expect(await seen(anna)).toContain(open.id)
    expect(await seen(anna)).not.toContain(hidden.id)
    expect(await seen(boris)).toContain(hidden.id)
    for (const ref of [hidden.id, hidden.slug]) {
      expect(await coded('GET', `/v1/rooms/${ref}`, anna)).toBe('404 not_found')
      expect(await coded('GET', `/v1/rooms/${ref}/messages`, anna)).toBe('404 not_found')
      expect(await coded('GET', `/v1/rooms/${ref}/members`, anna)).toBe('404 not_found')
      expect(await coded('POST', `/v1/rooms/${ref}/messages`, anna, { text: 'x' })).toBe('404 not_found')
      expect(await coded('POST', `/v1/rooms/${ref}/members`, anna, {})).toBe('404 not_found')
      expect(await coded('PATCH', `/v1/rooms/${ref}`, anna, { name: 'x' })).toBe('404 not_found')
      expect(await coded('GET', `/v1/rooms/${ref}`, boris)).toBe(200)
      expect(await coded('PATCH', `/v1/rooms/${ref}`, boris, { name: 'x' })).toBe('403 forbidden')
    }
    expect((await outside.must('GET', `/v1/rooms/${open.id}`, { by: anna })).room.myRole).toBeNull()
    expect(await coded('POST', `/v1/rooms/${open.id}/messages`, anna, { text: 'x' })).toBe('403 forbidden')
    expect(await coded('PATCH', `/v1/rooms/${open.id}`, anna, { name: 'x' })).toBe('403 forbidden')
    expect(await coded('POST', `/v1/rooms/${open.id}/archive`, anna, {})).toBe('403 forbidden')
  })

  test('the list comes in pages that hold every room once', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => outside.room()))
    const ids: string[] = []
    let cursor = ''
    do {
      const { items, next } = await outside.must('GET', `/v1/rooms?limit=3${cursor}`, { by: outside.owner })
      expect(items.length).toBeLessThanOrEqual(3)
      ids.push(...items.map(({ id }: { id: string }) => id))
      cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`
    } while (cursor !== '')
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id } of made) expect(ids).toContain(id)
  })
})

describe('members', () => {
  test('join with {}, are added by a moderator, change role, are removed, leave', async () => {
    const { id } = await outside.room()
    const path = `/v1/rooms/${id}/members`
    const { member } = await join(anna, id)
    expect(member).toEqual({ user: expect.objectContaining({ id: anna.id, name: 'Anna' }), role: 'member', joinedAt: expect.any(String) })
    expect((await join(anna, id)).member).toEqual(member) // again changes nothing
    expect(await coded('POST', path, anna, { userId: boris.id })).toBe('403 forbidden')
    expect(await coded('PATCH', `${path}/${anna.id}`, anna, { role: 'owner' })).toBe('403 forbidden')
    expect((await outside.must('PATCH', `${path}/${anna.id}`, { by: outside.owner, body: { role: 'moderator' } })).member.role).toBe(
      'moderator',
    )
    expect((await outside.must('POST', path, { by: anna, body: { userId: boris.id } })).member.user.id).toBe(boris.id)
    const { items, next } = await outside.must('GET', path, { by: boris })
    expect(items.map(({ user, role }: any) => [user.name, role]).toSorted()).toEqual([
      ['Anna', 'moderator'],
      ['Boris', 'member'],
      ['Owner', 'owner'],
    ])
    expect(next).toBeNull()
    expect(await coded('DELETE', `${path}/${outside.owner.id}`, anna)).toBe('403 forbidden')
    expect(await coded('DELETE', `${path}/me`, outside.owner)).toBe('409 conflict') // the last owner stays
    expect(await coded('DELETE', `${path}/${boris.id}`, anna)).toBe(204)
    expect(await coded('DELETE', `${path}/me`, anna)).toBe(204)
    expect((await outside.must('GET', path, { by: outside.owner })).items).toHaveLength(1)
  })
})

describe('messages', () => {
  test('POST answers 201 with messageId, roomId, seq, createdAt; the same key again the same bytes; with another text 409', async () => {
    const { id } = await outside.room()
    await join(anna, id)
    const key = { 'idempotency-key': crypto.randomUUID() }
    const send = (text: string, by = anna) => outside.ask('POST', `/v1/rooms/${id}/messages`, { by, body: { text }, headers: key })
    const first = await send('once')
    expect(first.status).toBe(201)
    expect(Object.keys(first.body)).toEqual(['messageId', 'roomId', 'seq', 'createdAt'])
    expect(first.body).toMatchObject({ roomId: id, seq: 3 })
    const again = await send('once')
    expect([again.status, again.text]).toEqual([201, first.text])
    const other = await send('twice')
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_conflict'])
    expect((await send('once', outside.owner)).body.seq).toBe(4) // keys are the author's own
    const [a, b] = await Promise.all(
      [crypto.randomUUID()]
        .flatMap((k) => [k, k])
        .map((k) =>
          outside.ask('POST', `/v1/rooms/${id}/messages`, { by: anna, body: { text: 'at once' }, headers: { 'idempotency-key': k } }),
        ),
    )
    expect(a?.text).toBe(b?.text as string)
    const { items, head } = await outside.must('GET', `/v1/rooms/${id}/messages`, { by: anna })
    expect(items.map(({ text }: any) => text)).toEqual(['once', 'once', 'at once'])
    expect(head).toBe(5)
  })

  test('a message has every field of the contract, in what is read and in no other way', async () => {
    const { id } = await outside.room()
    await join(anna, id)
    const { messageId, createdAt } = await outside.say(anna, id, 'Привет 👋')
    const { items } = await outside.must('GET', `/v1/rooms/${id}/messages`, { by: anna })
    expect(items).toEqual([
      {
        id: messageId,
        roomId: id,
        seq: 3,
        no: 1,
        author: { id: anna.id, name: 'Anna' },
        text: 'Привет 👋',
        createdAt,
        editedAt: null,
        deletedAt: null,
        replyTo: null,
        threadId: null,
      },
    ])
    expect(await coded('POST', `/v1/rooms/${id}/messages`, anna, { text: '' })).toBe('422 invalid')
    expect(await coded('POST', `/v1/rooms/${id}/messages`, anna, { text: 'x'.repeat(4_001) })).toBe('422 invalid')
    expect(await coded('POST', `/v1/rooms/${id}/messages`, anna, { text: 'x'.repeat(4_000) })).toBe(201)
  })

  test('history: newest without bounds, before and after exclusive, ascending, hasMore, head, floor, at most 200', async () => {
    const { id } = await outside.room()
    await join(anna, id) // seq 2; messages are 3 to 22
    for (let n = 1; n <= 20; n++) await outside.say(anna, id, `${n}`)
    const page = async (query: string) => {
      const { items, ...rest } = await outside.must('GET', `/v1/rooms/${id}/messages?${query}`, { by: anna })
      return [items.map(({ seq }: any) => seq), rest]
    }
    const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n)
    const more = { hasMore: true, head: 22, floor: 1 }
    const all = { ...more, hasMore: false }
    expect(await page('')).toEqual([range(3, 22), all])
    expect(await page('limit=5')).toEqual([range(18, 22), more])
    expect(await page('before=18&limit=5')).toEqual([range(13, 17), more])
    expect(await page('before=8&limit=5')).toEqual([range(3, 7), all])
    expect(await page('before=3')).toEqual([[], all])
    expect(await page('after=3&limit=5')).toEqual([range(4, 8), more])
    expect(await page('after=17&limit=5')).toEqual([range(18, 22), all])
    expect(await page('after=22')).toEqual([[], all])
    expect(await page('after=0&limit=200')).toEqual([range(3, 22), all])
    for (const query of ['limit=201', 'limit=0', 'before=-1', 'before=x', 'after=1.5'])
      expect([query, await coded('GET', `/v1/rooms/${id}/messages?${query}`, anna)]).toEqual([query, '422 invalid'])
  })

  test('unread counts messages, not other events, until they are read', async () => {
    const { id } = await outside.room()
    await join(anna, id)
    await outside.say(outside.owner, id, 'one')
    await join(boris, id)
    await outside.say(outside.owner, id, 'two')
    const unread = async (by: Person) => (await outside.must('GET', `/v1/rooms/${id}`, { by })).room.unread
    expect([await unread(anna), await unread(boris)]).toEqual([2, 1])
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { type Heard, Wire } from '#test/parts/wire'

/** CONTRACT.md, section Socket: joining, writing, reading, who is there. */
let outside: Outsider
let anna: Person
let boris: Person
let stranger: Person

beforeAll(async () => {
  outside = await Outsider.start()
  ;[anna, boris, stranger] = (await Promise.all(['Anna', 'Boris', 'Stranger'].map((name) => outside.person(name)))) as [
    Person,
    Person,
    Person,
  ]
}, 60_000)

afterAll(() => outside?.server.stop())

const open = (by: Person): Promise<Wire> => Wire.open(outside.url, by)
const stream =
  (id: string) =>
  (frame: Heard): boolean =>
    frame.payload?.stream === id
const seqs = (wire: Wire, id: string): number[] => wire.all(stream(id)).map(({ payload }) => payload.seq)
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n)
const said =
  (text: string) =>
  (frame: Heard): boolean =>
    frame.type === 'message.new' && frame.payload.message.text === text

/** A room with Anna and Boris in it, each on a socket. */
async function together() {
  const { id: roomId, slug } = await outside.room()
  const [a, b] = await Promise.all([open(anna), open(boris)])
  for (const wire of [a, b]) await wire.must('room.join', { roomId })
  await b.settled()
  return { roomId, slug, a, b, close: () => [a, b].forEach((wire) => wire.close()) }
}

describe('room.join', () => {
  test('makes a member where the room is open; the ack has room, head, generation and presence; events after head follow', async () => {
    const room = await outside.room()
    const wire = await open(anna)
    const joined = await wire.must('room.join', { roomSlug: room.slug })
    expect(joined).toMatchObject({ head: 2, generation: wire.capabilities.generation, presence: { online: 1 } })
    expect(joined.room).toMatchObject({ id: room.id, slug: room.slug, myRole: 'member', head: 2 })
    expect(joined.presence.users).toEqual([{ id: anna.id, name: 'Anna', state: 'online' }])
    await outside.say(outside.owner, room.id, 'after the join')
    await wire.next(said('after the join'))
    expect(seqs(wire, room.id)).toEqual([3])
    wire.close()
  })

  test('repeating is harmless: one member, one event, one copy of what follows', async () => {
    const { id: roomId } = await outside.room()
    const wire = await open(anna)
    const acks = await Promise.all(Array.from({ length: 4 }, () => wire.must('room.join', { roomId })))
    for (const { room } of acks) expect(room).toMatchObject({ id: roomId, myRole: 'member' })
    await outside.say(outside.owner, roomId, 'one copy')
    await wire.next(said('one copy'))
    await wire.settled()
    const heads = acks.map(({ head }) => head)
    expect(seqs(wire, roomId)).toEqual(range(Math.min(...heads) + 1, 3))
    wire.close()
  })

  test('with a cursor replays what is missing, in order, then goes on live', async () => {
    const { id: roomId } = await outside.room()
    await outside.must('POST', `/v1/rooms/${roomId}/members`, { by: anna, body: {} })
    for (let n = 1; n <= 10; n++) await outside.say(outside.owner, roomId, `${n}`)
    const wire = await open(anna)
    expect(await wire.must('room.join', { roomId, cursor: 4 })).toMatchObject({ head: 12, status: 'ok' })
    await outside.say(outside.owner, roomId, 'live')
    await wire.next(said('live'))
    expect(seqs(wire, roomId)).toEqual(range(5, 13))
    expect(await wire.must('room.join', { roomId, cursor: 999 })).toMatchObject({ status: 'resync', floor: 1 })
    wire.close()
  })

  test('a private room is not there for strangers; a session may hear many rooms', async () => {
    const hidden = await outside.room('private')
    const wire = await open(stranger)
    expect(await wire.code('room.join', { roomId: hidden.id })).toBe('not_found')
    expect(await wire.code('room.join', { roomSlug: hidden.slug })).toBe('not_found')
    expect(await wire.code('room.join', { roomId: crypto.randomUUID() })).toBe('not_found')
    wire.close()
  })
})

describe('room.leave', () => {
  test('ends subscription, not membership; also where the join was not answered yet', async () => {
    const { roomId, a, b, close } = await together()
    await a.must('room.leave', { roomId })
    await outside.say(outside.owner, roomId, 'unheard')
    await b.next(said('unheard'))
    await a.settled()
    expect(a.all(said('unheard'))).toEqual([])
    expect(await a.code('message.send', { roomId, text: 'still a member' })).toBe('ack')
    await Promise.all([a.must('room.join', { roomId }), a.must('room.leave', { roomId })])
    await outside.say(outside.owner, roomId, 'unheard too')
    await b.next(said('unheard too'))
    await a.settled()
    expect(a.all(said('unheard too'))).toEqual([])
    expect(await a.code('room.leave', { roomId })).toBe('ack')
    expect((await b.must('room.join', { roomId })).presence.online).toBe(1)
    close()
  })
})

describe('writing', () => {
  test('chat.send goes to the room joined last; without one not_joined', async () => {
    const [one, two] = [await outside.room(), await outside.room()]
    const wire = await open(anna)
    expect(await wire.code('chat.send', { text: 'nowhere' })).toBe('not_joined')
    for (const { slug } of [one, two]) await wire.must('room.join', { roomSlug: slug })
    expect((await wire.must('chat.send', { text: 'here' })).roomId).toBe(two.id)
    expect(await wire.code('room.join', { roomSlug: 'nowhere' })).toBe('not_found')
    expect((await wire.must('chat.send', { text: 'still here' })).roomId).toBe(two.id)
    wire.close()
  })

  test('message.send needs membership, not room.join', async () => {
    const { id: roomId } = await outside.room()
    await outside.must('POST', `/v1/rooms/${roomId}/members`, { by: anna, body: {} })
    const [a, s] = await Promise.all([open(anna), open(stranger)])
    expect(await a.must('message.send', { roomId, text: 'member' })).toEqual({
      messageId: expect.any(String),
      roomId,
      seq: 3,
      createdAt: expect.any(String),
    })
    expect(await s.code('message.send', { roomId, text: 'x' })).toBe('forbidden')
    const hidden = await outside.room('private')
    expect(await s.code('message.send', { roomId: hidden.id, text: 'x' })).toBe('not_found')
    expect(await s.code('message.send', { roomId: crypto.randomUUID(), text: 'x' })).toBe('not_found')
    for (const wire of [a, s]) wire.close()
  })

  test('everybody gets the same bytes, the sender too, once and in order', async () => {
    const { roomId, a, b, close } = await together()
    const acks = await Promise.all(range(1, 40).map((n) => (n % 2 ? a : b).must('message.send', { roomId, text: `${n}` })))
    expect(acks.map(({ seq }) => seq).toSorted((x, y) => x - y)).toEqual(range(4, 43))
    await Promise.all([a.settled(), b.settled()])
    const news = (wire: Wire): string[] => wire.all('message.new').map(({ text }) => text)
    expect(seqs(a, roomId).filter((seq) => seq > 3)).toEqual(range(4, 43))
    expect(news(a)).toEqual(news(b))
    const { payload, text } = a.all('message.new')[0] as Heard
    expect(text).toStartWith(`{"v":1,"type":"message.new","payload":{"stream":"${roomId}","seq":4,"message":{"id":"`)
    expect(payload.message).toMatchObject({ roomId, seq: 4, no: 1, editedAt: null, deletedAt: null, replyTo: null, threadId: null })
    const { items } = await outside.must('GET', `/v1/rooms/${roomId}/messages`, { by: anna })
    expect(items[0]).toEqual(payload.message) // read and heard are one thing
    close()
  })

  test('a resend gets an equal payload and no second message: by idempotencyKey, by a UUID as requestId, by any requestId', async () => {
    const { roomId, a, b, close } = await together()
    const key = crypto.randomUUID()
    const byKey = () => a.ask('message.send', { roomId, text: 'key', idempotencyKey: key })
    const uuid = crypto.randomUUID()
    const byUuid = () => a.ask('message.send', { roomId, text: 'uuid' }, uuid)
    const byWord = () => a.ask('message.send', { roomId, text: 'word' }, 'my-17th')
    for (const send of [byKey, byUuid, byWord]) {
      const [first, again] = [await send(), await send()]
      expect(JSON.stringify(again.payload)).toBe(JSON.stringify(first.payload))
    }
    // the same word from another session is another message; a key travels with its author to any session
    const other = await open(anna)
    expect((await other.must('message.send', { roomId, text: 'word' }, 'my-17th')).seq).toBe(7)
    expect((await other.must('message.send', { roomId, text: 'key', idempotencyKey: key })).seq).toBe(4)
    const clash = await other.ask('message.send', { roomId, text: 'another', idempotencyKey: key })
    expect(clash.payload.code).toBe('idempotency_conflict')
    await b.settled()
    expect(seqs(b, roomId).filter((seq) => seq > 3)).toEqual(range(4, 7))
    other.close()
    close()
  })
})

test('a reply names a message of the same room', async () => {
  const { roomId, a, b, close } = await together()
  const { messageId } = await a.must('message.send', { roomId, text: 'question' })
  await b.must('message.send', { roomId, text: 'answer', replyTo: messageId })
  expect((await a.next(said('answer'))).payload.message.replyTo).toBe(messageId)
  expect(await a.code('message.send', { roomId, text: 'x', replyTo: crypto.randomUUID() })).toBe('not_found')
  close()
})

describe('who is there', () => {
  test('presence counts people, not sessions; idle; offline at once on leave', async () => {
    const { roomId, a, b, close } = await together()
    const second = await open(boris)
    expect((await second.must('room.join', { roomId })).presence.online).toBe(2)
    const change = (state: string) => (frame: Heard) =>
      frame.type === 'presence.update' && frame.payload.changes.some((c: any) => c.id === boris.id && c.state === state)
    const first = await a.next(change('online'))
    expect(first.payload).toMatchObject({ roomId, online: 2 })
    await b.must('presence.set', { state: 'idle' })
    await second.must('presence.set', { state: 'idle' })
    await a.next(change('idle'))
    await b.must('presence.set', { state: 'online' })
    const after = a.heard.length
    await a.next(change('online'))
    second.close()
    await b.must('room.leave', { roomId })
    expect((await a.next(change('offline'), { after, within: 1_000 })).payload).toMatchObject({ roomId, online: 1 })
    close()
  })

  test('a goodbye is heard within a second', async () => {
    const { a, b, close } = await together()
    await a.next((frame) => frame.type === 'presence.update' && frame.payload.online === 2)
    b.close()
    const gone = (frame: Heard) => frame.type === 'presence.update' && frame.payload.changes.some((c: any) => c.state === 'offline')
    expect((await a.next(gone, { within: 1_300 })).payload.online).toBe(1)
    close()
  })
})

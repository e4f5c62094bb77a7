import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { type Heard, Wire } from '#test/parts/wire'

/** CONTRACT.md, section Socket: my own stream, removal, and session.resume. */
let outside: Outsider

beforeAll(async () => {
  outside = await Outsider.start()
}, 60_000)

afterAll(() => outside?.server.stop())

const open = (by: Person): Promise<Wire> => Wire.open(outside.url, by)
const seqs = (wire: Wire, id: string): number[] => wire.all(({ payload }) => payload?.stream === id).map(({ payload }) => payload.seq)
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n)
const said =
  (text: string) =>
  (frame: Heard): boolean =>
    frame.type === 'message.new' && frame.payload.message.text === text
const add = (roomId: string, userId: string) => outside.must('POST', `/v1/rooms/${roomId}/members`, { by: outside.owner, body: { userId } })
const remove = (roomId: string, userId: string) => outside.must('DELETE', `/v1/rooms/${roomId}/members/${userId}`, { by: outside.owner })

function resume(wire: Wire, { sessionId, resumeToken }: any, cursors: Record<string, number>): Promise<Heard> {
  return wire.ask('session.resume', { sessionId, resumeToken, cursors })
}

describe('my own stream', () => {
  test('room.added when I am added, room.removed when I am removed; nothing of the room is heard from then on', async () => {
    const anna = await outside.person('Anna')
    const { id: roomId } = await outside.room('private')
    const wire = await open(anna)
    await add(roomId, anna.id)
    const added = await wire.next('room.added')
    expect(added.payload).toMatchObject({ stream: anna.id, seq: 1, room: { id: roomId, visibility: 'private', myRole: 'member' } })
    await wire.must('room.join', { roomId })
    await Promise.all([
      outside.say(outside.owner, roomId, 'before'),
      remove(roomId, anna.id),
      outside.say(outside.owner, roomId, 'perhaps'),
    ])
    await outside.say(outside.owner, roomId, 'after')
    expect((await wire.next('room.removed')).payload).toEqual({ stream: anna.id, seq: 2, roomId })
    await wire.settled()
    const last = wire.all(({ payload }) => payload?.stream === roomId).at(-1)
    expect([last?.type, last?.payload.user.id]).toEqual(['member.left', anna.id])
    for (const type of ['message.send', 'room.join']) expect(await wire.code(type, { roomId, text: 'x' })).toBe('not_found')
    expect(await wire.code('typing.set', { roomId, active: true })).toBe('not_joined')
    wire.close()
  })

  test('read.set moves the mark forward only; my other devices hear read.updated on my stream, others nothing', async () => {
    const [anna, boris] = await Promise.all([outside.person('Reader'), outside.person('Other')])
    const { id: roomId } = await outside.room()
    const [phone, desk, other] = await Promise.all([open(anna), open(anna), open(boris)])
    for (const wire of [phone, other]) await wire.must('room.join', { roomId })
    for (let n = 1; n <= 5; n++) await outside.say(outside.owner, roomId, `${n}`)
    await phone.must('read.set', { roomId, seq: 6 })
    const told = await desk.next('read.updated')
    expect(told.payload).toEqual({ stream: anna.id, seq: expect.any(Number), roomId, readSeq: 6 })
    expect((await outside.must('GET', `/v1/rooms/${roomId}`, { by: anna })).room).toMatchObject({ readSeq: 6, unread: 2 })
    await phone.must('read.set', { roomId, seq: 4 })
    await phone.must('read.set', { roomId, seq: 99 }) // never past the head
    expect((await outside.must('GET', `/v1/rooms/${roomId}`, { by: anna })).room).toMatchObject({ readSeq: 8, unread: 0 })
    await other.settled()
    expect(other.all('read.updated')).toEqual([])
    expect(await other.code('read.set', { roomId: crypto.randomUUID(), seq: 1 })).toBe('not_found')
    for (const wire of [phone, desk, other]) wire.close()
  })

  test('room.updated is heard by those in the room', async () => {
    const anna = await outside.person('Updated')
    const { id: roomId } = await outside.room()
    const wire = await open(anna)
    await wire.must('room.join', { roomId })
    await outside.must('PATCH', `/v1/rooms/${roomId}`, { by: outside.owner, body: { name: 'New name' } })
    expect((await wire.next('room.updated')).payload).toMatchObject({ stream: roomId, seq: 3, room: { id: roomId, name: 'New name' } })
    await outside.must('PATCH', `/v1/rooms/${roomId}/members/${anna.id}`, { by: outside.owner, body: { role: 'moderator' } })
    const updated = await wire.next('member.updated')
    expect(updated.payload).toEqual({ stream: roomId, seq: 4, roomId, user: { id: anna.id, name: 'Updated' }, role: 'moderator' })
    wire.close()
  })
})

describe('session.resume', () => {
  test('ok: the missing events of every stream follow as ordinary frames, the rooms are joined, ids are new where said', async () => {
    const anna = await outside.person('Back')
    const [one, two] = [await outside.room(), await outside.room()]
    const before = await open(anna)
    for (const { id } of [one, two]) await before.must('room.join', { roomId: id })
    await before.next((frame) => frame.type === 'room.added' && frame.payload.seq === 2)
    before.drop()
    await before.closed
    for (let n = 1; n <= 5; n++) await outside.say(outside.owner, one.id, `${n}`)
    const after = await open(anna)
    const { payload } = await resume(after, before.capabilities, { [one.id]: 2, [two.id]: 2, [anna.id]: 2 })
    expect(payload).toEqual({
      sessionId: before.capabilities.sessionId,
      resumeToken: expect.any(String),
      generation: before.capabilities.generation,
      streams: { [one.id]: { status: 'ok', head: 7 }, [two.id]: { status: 'ok', head: 2 }, [anna.id]: { status: 'ok', head: 2 } },
    })
    await outside.say(outside.owner, two.id, 'live')
    await after.next(said('live'))
    await after.next(({ payload: p }) => p?.stream === one.id && p.seq === 7)
    expect([seqs(after, one.id), seqs(after, two.id)]).toEqual([range(3, 7), [3]])
    expect((await after.must('room.join', { roomId: one.id })).presence.online).toBe(1)
    after.close()
  })

  test('gone where I am no member any more, resync beyond 1,000 events, past the head, and for a stream I never had', async () => {
    const anna = await outside.person('Far')
    const [left, far, hidden] = [await outside.room(), await outside.room(), await outside.room('private')]
    const before = await open(anna)
    for (const { id } of [left, far]) await before.must('room.join', { roomId: id })
    before.drop()
    await remove(left.id, anna.id)
    const robot = await open(outside.owner)
    for (let n = 0; n < 10; n++)
      await Promise.all(range(1, 101).map((i) => robot.must('message.send', { roomId: far.id, text: `${n} ${i}` })))
    const after = await open(anna)
    const { payload } = await resume(after, before.capabilities, { [left.id]: 2, [far.id]: 2, [hidden.id]: 1, [anna.id]: 99 })
    expect(payload.streams).toEqual({
      [left.id]: { status: 'gone' },
      [hidden.id]: { status: 'gone' },
      [far.id]: { status: 'resync', head: 1_012, floor: 1 },
      [anna.id]: { status: 'resync', head: expect.any(Number), floor: 1 },
    })
    await robot.must('message.send', { roomId: far.id, text: 'live again' })
    await after.next(said('live again'))
    expect(seqs(after, far.id)).toEqual([1_013])
    for (const wire of [after, robot]) wire.close()
  })

  test('refused with a false token, of another person, or as a later frame; the new session goes on', async () => {
    const [anna, boris] = await Promise.all([outside.person('Mine'), outside.person('Thief')])
    const mine = await open(anna)
    const theirs = await open(boris)
    expect((await resume(theirs, mine.capabilities, {})).payload.code).toBe('resume_refused')
    expect(await theirs.code('room.join', { roomSlug: 'general' })).toBe('ack')
    expect((await resume(theirs, theirs.capabilities, {})).payload.code).toBe('invalid')
    const again = await open(anna)
    const { sessionId } = mine.capabilities
    expect((await resume(again, { sessionId, resumeToken: 'no-token' }, {})).payload.code).toBe('resume_refused')
    await mine.settled()
    for (const wire of [mine, theirs, again]) wire.close()
  })

  test('the newest socket of a session wins: the old one is closed 4002 and hears nothing more', async () => {
    const anna = await outside.person('Newest')
    const { id: roomId } = await outside.room()
    const old = await open(anna)
    await old.must('room.join', { roomId })
    const fresh = await open(anna)
    await resume(fresh, old.capabilities, { [roomId]: 2 })
    expect(await old.closed).toBe(4002)
    await outside.say(outside.owner, roomId, 'for the newest')
    await fresh.next(said('for the newest'))
    expect((await fresh.must('room.join', { roomId })).presence.online).toBe(1)
    fresh.close()
  })

  test('who was idle is idle after a resume, and nobody hears otherwise in between', async () => {
    const [anna, boris] = await Promise.all([outside.person('Idle'), outside.person('Witness')])
    const { id: roomId } = await outside.room()
    const witness = await open(boris)
    await witness.must('room.join', { roomId })
    const before = await open(anna)
    await before.must('room.join', { roomId })
    await before.must('presence.set', { state: 'idle' })
    const stateOfAnna = ({ payload }: Heard) => payload?.changes?.find(({ id }: { id: string }) => id === anna.id)?.state
    await witness.next((frame) => stateOfAnna(frame) === 'idle')
    before.drop()
    await before.closed
    const after = await open(anna)
    await resume(after, before.capabilities, { [roomId]: 3 })
    const { presence } = await after.must('room.join', { roomId })
    expect(presence.users.find(({ id }: { id: string }) => id === anna.id)?.state).toBe('idle')
    await after.must('presence.set', { state: 'online' })
    await witness.next((frame) => frame.type === 'presence.update' && stateOfAnna(frame) === 'online')
    expect(witness.all((frame) => stateOfAnna(frame) !== undefined).map(stateOfAnna)).toEqual(['idle', 'online'])
    for (const wire of [after, witness]) wire.close()
  })

  test('a long absence in many rooms: all of it comes, in order, and the socket lives', async () => {
    const anna = await outside.person('Many')
    const rooms = await Promise.all(range(1, 12).map(() => outside.room()))
    const before = await open(anna)
    for (const { id } of rooms) await before.must('room.join', { roomId: id })
    before.drop()
    const robot = await open(outside.owner)
    const text = 'ш'.repeat(1_500)
    for (const { id: roomId } of rooms) await Promise.all(range(1, 60).map(() => robot.must('message.send', { roomId, text })))
    const after = await open(anna)
    await resume(after, before.capabilities, Object.fromEntries(rooms.map(({ id }) => [id, 2])))
    // what clients do after a resume: join again, to learn who is there
    await Promise.all(rooms.map(({ id: roomId }) => after.must('room.join', { roomId })))
    for (const { id } of rooms) await after.next(({ payload }) => payload?.stream === id && payload.seq === 62, { within: 15_000 })
    for (const { id } of rooms) expect(seqs(after, id)).toEqual(range(3, 62))
    for (const wire of [after, robot]) wire.close()
  }, 30_000)
})

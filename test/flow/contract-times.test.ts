import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { type Heard, Wire } from '#test/parts/wire'

/** What CONTRACT.md says with seconds in it; all of it waits at the same time. */
let outside: Outsider

beforeAll(async () => {
  outside = await Outsider.start()
}, 60_000)

afterAll(() => outside?.server.stop())

const media = { audio: true, video: false }

/** Two new people on a socket each, in a new room. */
async function pair(name: string): Promise<{ roomId: string; a: Wire; b: Wire; second: Person; close: () => void }> {
  const { id: roomId } = await outside.room()
  const [first, second] = await Promise.all([outside.person(`${name}1`), outside.person(`${name}2`)])
  const [a, b] = await Promise.all([Wire.open(outside.url, first), Wire.open(outside.url, second)])
  for (const wire of [a, b]) await wire.must('room.join', { roomId })
  await a.next((frame) => frame.type === 'presence.update' && frame.payload.online === 2)
  return { roomId, a, b, second, close: () => [a, b].forEach((wire) => wire.close()) }
}

const typing =
  (active: boolean) =>
  (frame: Heard): boolean =>
    frame.type === 'typing.update' && frame.payload.active === active
const offline = (frame: Heard): boolean => frame.type === 'presence.update' && frame.payload.changes.some((c: any) => c.state === 'offline')

test.concurrent(
  'typing is told, ends when said, by a message, and by itself after 6 s',
  async () => {
    const { roomId, a, b, second, close } = await pair('Typist')
    const user = { id: second.id, name: second.name }
    await b.must('typing.set', { roomId, active: true })
    expect((await a.next(typing(true))).payload).toEqual({ roomId, user, active: true })
    await b.must('typing.set', { roomId, active: false })
    expect((await a.next(typing(false))).payload).toEqual({ roomId, user, active: false })
    let after = a.heard.length
    await b.must('typing.set', { roomId, active: true })
    await b.must('message.send', { roomId, text: 'typed' })
    await a.next(typing(false), { after })
    after = a.heard.length
    const since = performance.now()
    await b.must('typing.set', { roomId, active: true })
    await a.next(typing(false), { after, within: 8_000 })
    expect(performance.now() - since).toBeGreaterThan(5_500)
    close()
  },
  30_000,
)

test.concurrent(
  'who is lost without a goodbye is offline within 15 s, and not before',
  async () => {
    const { a, b, close } = await pair('Lost')
    const since = performance.now()
    b.drop()
    expect((await a.next(offline, { within: 17_000 })).payload.online).toBe(1)
    expect(performance.now() - since).toBeGreaterThan(14_000)
    close()
  },
  30_000,
)

test.concurrent(
  'who comes back within 15 s was never away for others',
  async () => {
    const { roomId, a, b, second, close } = await pair('Brief')
    const { sessionId, resumeToken } = b.capabilities
    b.drop()
    await b.closed
    const back = await Wire.open(outside.url, second)
    await back.must('session.resume', { sessionId, resumeToken, cursors: { [roomId]: 3 } })
    const lost = a.next(offline, { within: 16_500 }).then(
      () => 'told offline',
      () => 'never away',
    )
    expect(await lost).toBe('never away')
    expect((await back.must('room.join', { roomId })).presence.online).toBe(2)
    back.close()
    close()
  },
  30_000,
)

test.concurrent(
  'a seat in a call is kept 15 s, then the others are told',
  async () => {
    const { roomId, a, b, close } = await pair('Seat')
    await a.must('call.join', { roomId, media })
    const { callId, participantId: to } = await b.must('call.join', { roomId, media })
    b.drop()
    await b.closed
    const since = performance.now()
    const after = a.heard.length
    const { participants } = await a.must('call.state', { roomId })
    expect(participants).toHaveLength(2)
    expect(await a.code('call.ice', { callId, epoch: 1, to, candidate: null })).toBe('unavailable')
    const left = await a.next((frame) => frame.type === 'call.state' && frame.payload.participants.length === 1, { after, within: 18_000 })
    expect(performance.now() - since).toBeGreaterThan(14_000)
    expect(left.payload.participants[0].participantId).not.toBe(to)
    close()
  },
  30_000,
)

test.concurrent(
  'a seat survives the end of the first socket of a session that was taken up in another',
  async () => {
    const { roomId, a, b, second, close } = await pair('Taken')
    await a.must('call.join', { roomId, media })
    const { participantId } = await b.must('call.join', { roomId, media })
    const back = await Wire.open(outside.url, second)
    const { sessionId, resumeToken } = b.capabilities
    await back.must('session.resume', { sessionId, resumeToken, cursors: {} }) // without the room: only the call goes on
    expect((await back.must('call.join', { roomId, media })).participantId).toBe(participantId)
    const after = a.heard.length
    const left = a
      .next((frame) => frame.type === 'call.state' && frame.payload.participants.length === 1, { after, within: 17_000 })
      .then(
        () => 'left',
        () => 'stays',
      )
    expect(await left).toBe('stays')
    back.close()
    close()
  },
  30_000,
)

test.concurrent(
  'a resumed session that left the room and then is lost frees its seat as well',
  async () => {
    const { roomId, a, b, second, close } = await pair('Left')
    await a.must('call.join', { roomId, media })
    await b.must('call.join', { roomId, media })
    const { sessionId, resumeToken } = b.capabilities
    const back = await Wire.open(outside.url, second)
    await back.must('session.resume', { sessionId, resumeToken, cursors: { [roomId]: 3 } })
    await back.must('room.leave', { roomId })
    expect((await a.must('call.state', { roomId })).participants).toHaveLength(2) // leaving the room is not leaving its call
    const after = a.heard.length
    back.drop()
    await a.next((frame) => frame.type === 'call.state' && frame.payload.participants.length === 1, { after, within: 18_000 })
    close()
  },
  30_000,
)

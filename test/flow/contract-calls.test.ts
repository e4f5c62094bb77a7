import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Outsider } from '#test/parts/outsider'
import type { Person } from '#test/parts/people'
import { type Heard, Wire } from '#test/parts/wire'

/** CONTRACT.md, section Calls: what the server relays between the members of a call, and to nobody else. */
let outside: Outsider
let people: Person[]

beforeAll(async () => {
  outside = await Outsider.start()
  people = await Promise.all(['Anna', 'Boris', 'Vera', 'Gleb'].map((name) => outside.person(name)))
}, 60_000)

afterAll(() => outside?.server.stop())

const media = { audio: true, video: false }
const state =
  (count: number) =>
  (frame: Heard): boolean =>
    frame.type === 'call.state' && frame.payload.participants.length === count

/** A room and a socket in it for each of the first `count` people; the call is not begun. */
async function gathered(count: number): Promise<{ roomId: string; wires: Wire[]; close: () => void }> {
  const { id: roomId } = await outside.room()
  const wires = await Promise.all(people.slice(0, count).map((person) => Wire.open(outside.url, person)))
  for (const wire of wires) await wire.must('room.join', { roomId })
  return { roomId, wires, close: () => wires.forEach((wire) => wire.close()) }
}

test('the first join begins the call: the ack says who I am in it, the room hears call.started, and call.ended after the last', async () => {
  const { roomId, wires, close } = await gathered(3)
  const [a, b, c] = wires as [Wire, Wire, Wire]
  expect(await c.must('call.state', { roomId })).toMatchObject({ callId: null, participants: [] })
  const mine = await a.must('call.join', { roomId, media })
  expect(mine).toMatchObject({ topology: 'p2p', epoch: 1, iceServers: expect.any(Array) })
  expect(mine.participants).toEqual([
    {
      participantId: mine.participantId,
      user: { id: people[0]?.id, name: 'Anna' },
      media: { ...media, screen: false },
      joinedAt: expect.any(String),
    },
  ])
  const started = await c.next('call.started')
  expect(started.payload).toEqual({ stream: roomId, seq: expect.any(Number), callId: mine.callId })
  const theirs = await b.must('call.join', { roomId, media: { audio: true, video: true } })
  expect(theirs.callId).toBe(mine.callId)
  expect((await a.next(state(2))).payload).toMatchObject({ callId: mine.callId, roomId, topology: 'p2p', epoch: 1 })
  expect((await c.must('call.state', { roomId })).participants).toHaveLength(2)
  expect(c.all('call.state')).toEqual([]) // only participants are told by themselves
  expect((await a.must('call.join', { roomId, media })).participantId).toBe(mine.participantId)
  await a.must('call.media', { callId: mine.callId, media: { audio: false, video: true, screen: true } })
  const told = await b.next((frame) => frame.type === 'call.state' && frame.payload.participants.some((p: any) => p.media.screen))
  expect(told.payload.participants.find((p: any) => p.participantId === mine.participantId).media.audio).toBe(false)
  await a.must('call.leave', { callId: mine.callId })
  await b.next(state(1), { after: b.heard.indexOf(told) })
  await b.must('call.leave', { callId: mine.callId })
  expect((await c.next('call.ended')).payload).toMatchObject({ stream: roomId, callId: mine.callId, people: 2 })
  const next = await a.must('call.join', { roomId, media })
  expect(next.callId).not.toBe(mine.callId)
  close()
})

test('offer, answer and ice reach the one they are for, with from in place of to', async () => {
  const { roomId, wires, close } = await gathered(3)
  const [a, b, c] = wires as [Wire, Wire, Wire]
  const [one, two] = [await a.must('call.join', { roomId, media }), await b.must('call.join', { roomId, media })]
  await c.must('call.join', { roomId, media })
  const { callId } = one
  const head = { callId, epoch: 1 }
  const candidate = { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 }
  await b.must('call.offer', { ...head, to: one.participantId, sdp: 'v=0 offer' })
  expect((await a.next('call.offer')).payload).toEqual({ ...head, sdp: 'v=0 offer', from: two.participantId })
  await a.must('call.answer', { ...head, to: two.participantId, sdp: 'v=0 answer' })
  expect((await b.next('call.answer')).payload).toEqual({ ...head, sdp: 'v=0 answer', from: one.participantId })
  for (const sent of [candidate, null]) {
    const after = b.heard.length
    await a.must('call.ice', { ...head, to: two.participantId, candidate: sent })
    expect((await b.next('call.ice', { after })).payload).toEqual({ ...head, candidate: sent, from: one.participantId })
  }
  await c.settled()
  for (const type of ['call.offer', 'call.answer', 'call.ice']) expect(c.all(type)).toEqual([])
  const code = async (payload: object) => (await a.ask('call.offer', { ...head, sdp: 'x', ...payload })).payload.code
  expect(await code({ to: crypto.randomUUID() })).toBe('not_found')
  expect(await code({ to: one.participantId })).toBe('not_found')
  expect(await code({ to: two.participantId, epoch: 0 })).toMatch(/invalid|stale_epoch/)
  expect(await code({ to: two.participantId, callId: crypto.randomUUID() })).toBe('call_not_joined')
  close()
})

test('strangers, and members who did not join the call, are answered call_not_joined', async () => {
  const { roomId, wires, close } = await gathered(2)
  const [a, b] = wires as [Wire, Wire]
  const { callId, participantId: to } = await a.must('call.join', { roomId, media })
  const stranger = await Wire.open(outside.url, people[3] as Person)
  const head = { callId, epoch: 1 }
  for (const wire of [b, stranger]) {
    expect(await wire.code('call.offer', { ...head, to, sdp: 'x' })).toBe('call_not_joined')
    expect(await wire.code('call.ice', { ...head, to, candidate: null })).toBe('call_not_joined')
    expect(await wire.code('call.media', { callId, media })).toBe('call_not_joined')
    expect(await wire.code('call.leave', { callId })).toBe('call_not_joined')
  }
  expect(['forbidden', 'not_joined', 'not_found']).toContain(await stranger.code('call.join', { roomId, media }))
  expect(['forbidden', 'not_found']).toContain(await stranger.code('call.state', { roomId }))
  await a.settled()
  expect(a.all('call.offer')).toEqual([])
  stranger.close()
  close()
})

test('the fourth gets call_full, and a place when one leaves; the SFU is media_unavailable', async () => {
  const { roomId, wires, close } = await gathered(4)
  const acks = []
  for (const wire of wires.slice(0, 3)) acks.push(await wire.must('call.join', { roomId, media }))
  const last = wires[3] as Wire
  expect(await last.code('call.join', { roomId, media })).toBe('call_full')
  const { callId } = acks[0]
  await wires[0]?.must('call.leave', { callId })
  expect((await last.must('call.join', { roomId, media })).participants).toHaveLength(3)
  expect(await last.code('media.transport', { callId, epoch: 1, direction: 'send' })).toBe('media_unavailable')
  expect(await last.code('recording.start', { callId })).toBe('forbidden') // a member records nothing
  close()
})

test('who is removed from the room is out of its call at once', async () => {
  const { roomId, wires, close } = await gathered(2)
  const [a, b] = wires as [Wire, Wire]
  const { callId } = await a.must('call.join', { roomId, media })
  const { participantId } = await b.must('call.join', { roomId, media })
  const after = a.heard.length
  await outside.must('DELETE', `/v1/rooms/${roomId}/members/${people[1]?.id}`, { by: outside.owner })
  expect((await a.next(state(1), { after })).payload.participants[0].user.name).toBe('Anna')
  expect(await b.code('call.media', { callId, media })).toBe('call_not_joined')
  expect(await a.code('call.offer', { callId, epoch: 1, to: participantId, sdp: 'x' })).toBe('not_found')
  close()
})

test('a participant who resumes keeps the seat', async () => {
  const { roomId, wires, close } = await gathered(2)
  const [a, b] = wires as [Wire, Wire]
  await a.must('call.join', { roomId, media })
  const { callId, participantId } = await b.must('call.join', { roomId, media })
  const { sessionId, resumeToken } = b.capabilities
  b.drop()
  await b.closed
  const back = await Wire.open(outside.url, people[1] as Person)
  const cursor = (await outside.must('GET', `/v1/rooms/${roomId}`, { by: people[1] as Person })).room.head
  await back.must('session.resume', { sessionId, resumeToken, cursors: { [roomId]: cursor } })
  await back.next(state(2))
  const from = (await a.must('call.state', { roomId })).participants.find((p: any) => p.user.name === 'Anna').participantId
  await a.must('call.ice', { callId, epoch: 1, to: participantId, candidate: null })
  expect((await back.next('call.ice')).payload.from).toBe(from)
  back.close()
  close()
})

import { afterEach, expect, test } from 'bun:test'
import type { CallState } from '#actors/call/messages'
import { eventTopic } from '#actors/room/connection'
import { house, roomId, tearDown } from '#actors/room/house'
import { fakeConnection } from '#actors/room/testkit'
import { spawn } from '#actors/runtime/spawn'
import { probe, settle, until } from '#actors/runtime/testkit'
import { limits } from '#protocol/limits'
import { signResume } from '#src/access/resume-token'
import type { SessionMessage } from './messages'
import { sessionActor, type SessionPorts } from './session-actor'
import { Sessions } from './sessions'

afterEach(tearDown)

const silent: unknown = new Proxy(() => {}, { get: () => silent, apply: () => undefined })

/** Ann in a house where she is a member of the room. */
function ann({ signedOut = false } = {}) {
  const { rooms, calls, clock, log } = house()
  const view = async () => ({ id: roomId, myRole: 'member', head: log.events.length })
  const ports = {
    data: { rooms: { view }, events: log.data.events, generation: 'g' },
    rooms,
    calls,
    rings: { pending: () => [] },
    people: probe().ref,
    sessions: new Sessions(),
    limits: { take: () => ({ ok: true }) },
    metrics: silent,
    log: silent,
    secret: 'secret',
    isDead: () => signedOut,
    features: () => [],
    iceServers: () => ({ iceServers: [], expiresIn: 1 }),
  } as unknown as SessionPorts
  const user = { id: 'ann', name: 'Ann', email: '', role: 'user', createdAt: '' } as const
  /** Her session on a new socket. */
  const connect = () => {
    const connection = fakeConnection()
    const { ref } = spawn(sessionActor, connection.id, { sessionId: 's-ann', user, deviceId: 'd', connection, ports }, { clock })
    return {
      connection,
      say: (frame: Extract<SessionMessage, { type: 'frame' }>['frame']) => ref.send({ type: 'frame', frame, at: 0 }),
      /** The socket is gone. */
      close(clean: boolean) {
        connection.open = false
        ref.send({ type: 'closed', clean })
      },
      told: (type: string) => connection.sent.map((text) => JSON.parse(text)).filter((frame) => frame.type === type),
    }
  }
  const state = () =>
    new Promise<Pick<CallState, 'participants'>>((ok, fail) => rooms.ask(roomId, { ok, fail }, (reply) => ({ type: 'call.state', reply })))
  return { connect, state, clock, log, calls }
}

const join = { type: 'call.join', requestId: 'r', payload: { roomId, media: { audio: true, video: false } } } as const

test.each([true, false])('who closes the socket while the call is being begun does not sit in it for ever', async (clean) => {
  const { connect, state, clock, log, calls } = ann()
  const { say, close } = connect()
  let go = (): void => {}
  log.gate = new Promise((resolve) => (go = resolve))
  say(join)
  await until(() => log.batches.length === 1)
  close(clean)
  await settle()
  go()
  await until(() => calls.size === 1)
  expect((await state()).participants).toHaveLength(1)
  await clock.advance(limits.participantMs + 1_000)
  expect([(await state()).participants, calls.size]).toEqual([[], 0])
})

test('who comes back without the room keeps the seat in its call by asking for it', async () => {
  const { connect, state, clock } = ann()
  const [before, after] = [connect(), connect()]
  before.say(join)
  await until(() => before.told('ack').length === 1)
  before.close(false)
  await settle()
  after.say({ type: 'call.state', requestId: 'r', payload: { roomId } })
  await until(() => after.told('ack').length === 1)
  await clock.advance(limits.participantMs + 1_000)
  expect((await state()).participants).toHaveLength(1)
  after.close(false)
  await clock.advance(limits.participantMs + 1_000)
  expect((await state()).participants).toEqual([])
})

test('who is signed out before the session begins is turned away by it', async () => {
  const { connection, told } = ann({ signedOut: true }).connect()
  await until(() => !connection.open)
  expect([connection.closed, told('server.capabilities')]).toEqual([4001, []])
})

/** A new socket that takes up an older session of hers. */
function resume({ connect, log }: ReturnType<typeof ann>, judgement: object, seen: number) {
  Object.assign(log.data.events, { judge: async () => ({ [roomId]: judgement }) })
  const socket = connect()
  const resumeToken = signResume('secret', { sessionId: 's-before', userId: 'ann', deviceId: 'd', expiresAt: Date.now() + 60_000 })
  socket.say({ type: 'session.resume', requestId: 'r', payload: { sessionId: 's-before', resumeToken, cursors: { [roomId]: seen } } })
  const seqs = () => socket.told('message.new').map(({ payload }) => payload.seq)
  const live = () => until(() => socket.connection.topics.includes(eventTopic(roomId)))
  return { seqs, live }
}

test('who was judged so long ago that nobody knows whether they left since is judged again, and hears the room', async () => {
  const scene = ann()
  for (let n = 0; n < 600; n++) scene.log.add('message.new', {})
  const { seqs, live } = resume(scene, { status: 'ok', head: 0 }, 0)
  await live()
  expect(seqs()).toEqual(Array.from({ length: 600 }, (_, n) => n + 1))
})

test('who has to reload hears what came after the head they were told, however long it took to let them in', async () => {
  const scene = ann()
  for (let n = 0; n < 5; n++) scene.log.add('message.new', {})
  const { seqs, live } = resume(scene, { status: 'resync', head: 2, floor: 1 }, 9)
  await live()
  expect(seqs()).toEqual([3, 4, 5])
})

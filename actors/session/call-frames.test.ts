import { afterEach, expect, test } from 'bun:test'
import type { CallState } from '#actors/call/messages'
import { house, roomId, tearDown } from '#actors/room/house'
import { fakeConnection } from '#actors/room/testkit'
import { spawn } from '#actors/runtime/spawn'
import { probe, settle, until } from '#actors/runtime/testkit'
import { limits } from '#protocol/limits'
import type { SessionMessage } from './messages'
import { sessionActor, type SessionPorts } from './session-actor'
import { Sessions } from './sessions'

afterEach(tearDown)

const silent: unknown = new Proxy(() => {}, { get: () => silent, apply: () => undefined })

/** Ann's session in a house where she is a member of the room. */
function session() {
  const { rooms, calls, clock, log } = house()
  const connection = fakeConnection()
  const view = async () => ({ id: roomId, myRole: 'member', head: 0 })
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
    features: () => [],
    iceServers: () => ({ iceServers: [], expiresIn: 1 }),
  } as unknown as SessionPorts
  const user = { id: 'ann', name: 'Ann', email: '', role: 'user', createdAt: '' } as const
  const { ref } = spawn(sessionActor, 'session', { sessionId: 's-ann', user, deviceId: 'd', connection, ports }, { clock })
  const state = () =>
    new Promise<Pick<CallState, 'participants'>>((ok, fail) => rooms.ask(roomId, { ok, fail }, (reply) => ({ type: 'call.state', reply })))
  const say = (frame: Extract<SessionMessage, { type: 'frame' }>['frame']) => ref.send({ type: 'frame', frame, at: 0 })
  /** The socket is gone. */
  const close = (clean: boolean) => {
    connection.open = false
    ref.send({ type: 'closed', clean })
  }
  return { say, close, state, clock, log, calls, connection }
}

const join = { type: 'call.join', requestId: 'r', payload: { roomId, media: { audio: true, video: false } } } as const

test.each([true, false])('who closes the socket while the call is being begun does not sit in it for ever', async (clean) => {
  const { say, close, state, clock, log, calls } = session()
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

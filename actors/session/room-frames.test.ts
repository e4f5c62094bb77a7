import { expect, test } from 'bun:test'
import type { Answer } from './answer'
import type { LiveSession } from './live-session'
import { receiveRoomFrame, type RoomFrame } from './room-frames'

const someId = '0198f0aa-0000-7000-8000-000000000002'

/** A session that has joined these rooms, and may see no others. */
function asked(frame: RoomFrame, joined: readonly string[] = [], spent?: string): { sent: string[]; answer: string } {
  const sent: string[] = []
  let heard = 'nothing'
  const rooms = { ask: (roomId: string) => sent.push(roomId) }
  const take = (name: string) => (name === spent ? { ok: false, retryAfterMs: 10 } : { ok: true })
  const session = {
    rooms: new Set(joined),
    lastRoom: null,
    args: { user: { id: someId } },
    ports: { rooms, data: { rooms: { idOf: () => null } }, limits: { take } },
    hold: (task: () => unknown, _: Answer, then: (found: unknown) => void) => then(task()),
  }
  const answer: Answer = { ok: () => void (heard = 'ack'), fail: (error) => void (heard = (error as { code?: string }).code ?? 'crash') }
  receiveRoomFrame(session as unknown as LiveSession, frame, answer, 0)
  return { sent, answer: heard }
}

test('an id that names no room I may see, such as somebody’s own stream, brings no room to life', () => {
  expect(asked({ type: 'message.send', payload: { roomId: someId, text: 'x' } })).toEqual({ sent: [], answer: 'not_found' })
  expect(asked({ type: 'typing.set', payload: { roomId: someId, active: true } })).toEqual({ sent: [], answer: 'not_joined' })
  expect(asked({ type: 'room.leave', payload: { roomId: someId } })).toEqual({ sent: [], answer: 'ack' })
  expect(asked({ type: 'room.leave', payload: { roomSlug: 'nowhere' } })).toEqual({ sent: [], answer: 'not_found' })
})

test('who says too often that they type is refused, and the room hears nothing', () => {
  const typing = { type: 'typing.set', payload: { roomId: someId, active: true } } as const
  expect(asked(typing, [someId])).toEqual({ sent: [someId], answer: 'nothing' })
  expect(asked(typing, [someId], 'typing.user')).toEqual({ sent: [], answer: 'rate_limited' })
})

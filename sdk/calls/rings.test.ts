import { expect, test } from 'bun:test'
import type { ServerFrame } from '#protocol/frames/server'
import { limits } from '#protocol/limits'
import { VirtualClock } from '#sdk/testkit/virtual-clock'
import { Rings } from './rings'

const [anna, boris] = [
  { id: 'a', name: 'Anna' },
  { id: 'b', name: 'Boris' },
]
const media = { audio: true, video: false }

function scene() {
  const clock = new VirtualClock()
  const rings = new Rings(clock)
  const ring = (callId = 'c', left: number = limits.ringMs): void =>
    rings.frame({
      type: 'call.ring',
      payload: { callId, roomId: 'r', from: anna, media, expiresAt: new Date(clock.now() + left).toISOString() },
    })
  const over = (more: Partial<Extract<ServerFrame, { type: 'call.ring-ended' }>['payload']>): void =>
    rings.frame({ type: 'call.ring-ended', payload: { callId: 'c', reason: 'declined', ...more } })
  const state = (ringing: (typeof anna)[], here = [anna]): void =>
    rings.frame({
      type: 'call.state',
      payload: {
        callId: 'c',
        roomId: 'r',
        topology: 'p2p',
        epoch: 1,
        participants: here.map((user) => ({ participantId: user.id, user, media: { ...media, screen: false }, joinedAt: '' })),
        ...(ringing.length > 0 ? { ringing } : {}),
      },
    })
  const incoming = () => rings.getSnapshot().incoming.map(({ callId }) => callId)
  return { clock, rings, ring, over, state, incoming }
}

test('rings until it is told to stop, or until its time is over', async () => {
  const { clock, ring, over, incoming } = scene()
  ring()
  ring('d')
  expect(incoming()).toEqual(['c', 'd'])
  over({ reason: 'answered-elsewhere' })
  expect(incoming()).toEqual(['d'])
  await clock.advance(limits.ringMs)
  expect(incoming()).toEqual([])
})

test('a device whose clock is ahead rings a little all the same', async () => {
  const { clock, ring, incoming } = scene()
  ring('c', -600_000)
  expect(incoming()).toEqual(['c'])
  await clock.advance(5_000)
  expect(incoming()).toEqual([])
})

test('what was not said again on the next socket is over', () => {
  const { rings, ring, incoming } = scene()
  ring()
  ring('d')
  rings.sessionLost()
  ring('d')
  rings.sessionOpened()
  expect(incoming()).toEqual(['d'])
})

test('whom my call rings, and whom it did not reach', () => {
  const { rings, over, state } = scene()
  const calling = () => rings.getSnapshot().calling
  state([])
  expect(calling()).toBeNull()
  state([boris])
  expect(calling()?.people).toEqual([boris])
  over({ userId: 'b' })
  state([])
  expect(calling()).toMatchObject({ people: [], unreached: [{ user: boris, why: 'declined' }] })
  state([boris])
  over({ userId: 'b', busy: true })
  expect(calling()?.unreached).toEqual([{ user: boris, why: 'busy' }])
  over({ userId: 'b' })
  expect(calling()?.unreached).toEqual([{ user: boris, why: 'declined' }])
  state([], [anna, boris])
  expect(calling()?.unreached).toEqual([])
  rings.callOver()
  expect(calling()).toBeNull()
})

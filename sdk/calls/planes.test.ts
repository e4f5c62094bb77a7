import { expect, test } from 'bun:test'
import type { ServerPayload } from '#protocol/frames/server'
import { FakePlane } from '#sdk/testkit/fake-plane'
import { VirtualClock } from '#sdk/testkit/virtual-clock'
import { noTracks } from './plane'
import { Planes } from './planes'

const callId = 'call'
const vera = 'vera'

function scene(topology: 'p2p' | 'sfu' = 'p2p', epoch = 1) {
  const clock = new VirtualClock()
  const made: FakePlane[] = []
  const told: number[] = []
  const make = (name: string) => (at: number) => {
    const plane = new FakePlane(`${name}${at}`, at)
    made.push(plane)
    return plane
  }
  const planes = new Planes(
    { clock, mesh: make('mesh'), sfu: make('sfu'), tellReady: (at) => told.push(at), changed: () => undefined },
    { topology, epoch, routerRtpCapabilities: topology === 'sfu' ? {} : undefined, tracks: noTracks },
  )
  const move = (phase: 'preparing' | 'switched' | 'reverted', at: number, more: Partial<ServerPayload<'call.topology'>> = {}): void =>
    planes.receive({
      type: 'call.topology',
      payload: { callId, epoch: at, topology: 'sfu', phase, reason: 'participants', routerRtpCapabilities: {}, ...more },
    })
  const mic = (): string | undefined => planes.remote(vera)?.tracks.mic?.id
  const plane = (index: number): FakePlane => made[index] as FakePlane
  return { clock, planes, made, plane, told, move, mic }
}

test('the new plane is built beside the one that plays, and the server is told when it is', async () => {
  const { clock, planes, plane, told, move } = scene()
  planes.view([])
  planes.setDeafened(true)
  move('preparing', 2)
  expect([planes.topology, planes.moving, plane(0).state]).toEqual(['p2p', true, 'live'])
  expect(plane(1).calls).toEqual(['participants', 'deafened true', 'view'])
  await clock.advance(100)
  expect(told).toEqual([])
  plane(1).becomeReady()
  await clock.advance(0)
  expect(told).toEqual([2])
})

test('after the move each track comes from the old plane until the new one brings it, and the old one retires', async () => {
  const { clock, planes, plane, move, mic } = scene()
  plane(0).brings(vera, 'mic', true)
  plane(0).brings(vera, 'camera', true)
  move('preparing', 2)
  plane(1).brings(vera, 'mic', true)
  expect(mic()).toBe('mesh1-mic')
  move('switched', 2)
  expect([planes.topology, planes.epoch, planes.moving]).toEqual(['sfu', 2, false])
  expect(mic()).toBe('sfu2-mic')
  expect(planes.remote(vera)?.tracks.camera?.id).toBe('mesh1-camera')
  plane(1).brings(vera, 'camera', true)
  expect(planes.remote(vera)?.tracks.camera?.id).toBe('sfu2-camera')
  expect(plane(0).state).toBe('retired')
  await clock.advance(5_000)
  expect(plane(0).state).toBe('closed')
})

test('a move that is given up leaves the call as it was; the next one has another number', async () => {
  const { planes, plane, made, move, mic } = scene()
  plane(0).brings(vera, 'mic', true)
  move('preparing', 2)
  plane(1).brings(vera, 'mic', true)
  move('reverted', 2)
  expect([planes.topology, planes.epoch, planes.moving, plane(1).state, mic()]).toEqual(['p2p', 1, false, 'closed', 'mesh1-mic'])
  move('preparing', 3)
  move('switched', 3)
  expect([planes.epoch, made.length, plane(2).state]).toEqual([3, 3, 'live'])
})

test('what cannot be built is not told to be ready', async () => {
  const { clock, plane, told, move } = scene()
  move('preparing', 2)
  plane(1).fail(new Error('no device'))
  await clock.advance(1_000)
  expect(told).toEqual([])
})

test('the worker dies: the last picture stays until the new transports bring another, without a question to anybody', async () => {
  const { clock, planes, plane, move, mic } = scene('sfu', 2)
  plane(0).brings(vera, 'mic', true)
  planes.receive({ type: 'media.lost', payload: { callId, epoch: 2 } })
  expect(plane(0).state).toBe('retired')
  move('switched', 3, { reason: 'worker_lost' })
  expect([planes.epoch, planes.topology, plane(1).name, mic()]).toEqual([3, 'sfu', 'sfu3', 'sfu2-mic'])
  plane(1).brings(vera, 'mic', true)
  expect(mic()).toBe('sfu3-mic')
  await clock.advance(6_000)
  expect(plane(0).state).toBe('closed')
})

test('the worker dies in the middle of a move: what played plays on', () => {
  const { planes, plane, move } = scene()
  move('preparing', 2)
  planes.receive({ type: 'media.lost', payload: { callId, epoch: 2 } })
  expect([plane(0).state, plane(1).state, planes.moving]).toEqual(['live', 'closed', false])
})

test('no worker to be had: back to peer to peer', () => {
  const { planes, plane, move } = scene('sfu', 2)
  move('switched', 3, { topology: 'p2p', reason: 'worker_lost', routerRtpCapabilities: undefined as never })
  expect([planes.topology, plane(1).name]).toEqual(['p2p', 'mesh3'])
})

test('the epoch I know, said again after a cut, builds nothing; what is not told again is closed when the list of people came', () => {
  const { planes, made, plane, move } = scene('sfu', 2)
  planes.listed()
  planes.cutOff()
  planes.listed()
  expect(plane(0).toldTimes).toBe(0)
  move('switched', 2)
  planes.listed()
  expect([made.length, plane(0).toldTimes]).toEqual([1, 1])
})

test('frames go to the plane of their epoch, and those of epochs past nowhere', () => {
  const { planes, plane, move } = scene()
  move('preparing', 2)
  const closed = (epoch: number): void =>
    planes.receive({ type: 'media.consumer-closed', payload: { callId, epoch, consumerId: `of ${epoch}` } })
  closed(2)
  move('switched', 2)
  closed(1)
  closed(2)
  expect([plane(0).frames.length, plane(1).frames.length]).toEqual([0, 2])
})

import { expect, test } from 'bun:test'
import type { Participant } from '#protocol/models'
import { FakePeerConnection } from '#sdk/testkit/fake-peer'
import { VirtualClock } from '#sdk/testkit/virtual-clock'
import { Mesh } from './mesh'
import type { MediaPort } from './media-port'
import { noTracks } from './plane'

const people = ['anna', 'boris', 'dasha', 'vera']

/** Everybody's mesh with everybody; nothing is relayed. */
function meshes(held = false) {
  const clock = new VirtualClock()
  const made = new Map<string, FakePeerConnection[]>()
  const all = people.map((me) => {
    const connections: FakePeerConnection[] = []
    made.set(me, connections)
    const port = {
      peer: () => {
        const connection = new FakePeerConnection()
        connections.push(connection)
        return connection
      },
    } as unknown as MediaPort
    const nothing = (): void => undefined
    return new Mesh({
      port,
      clock,
      connection: { isOnline: true, request: async () => ({}) as never },
      callId: 'call',
      epoch: 1,
      participantId: me,
      iceServers: [],
      tracks: noTracks,
      held,
      before: people.filter((id) => id !== me).map((participantId) => ({ participantId }) as Participant),
      changed: nothing,
      excluded: nothing,
      stuck: nothing,
    })
  })
  const open = (): number[] => people.map((me) => (made.get(me) ?? []).filter(({ connectionState }) => connectionState !== 'closed').length)
  return { clock, all, open }
}

test('a mesh that retired plays on a while, then closes its connections, never two of one participant at once', async () => {
  const { clock, all, open } = meshes()
  for (const mesh of all) mesh.retire()
  await clock.advance(1_400)
  expect(open()).toEqual([3, 3, 3, 3])
  let before = open()
  for (let step = 0; step < 30; step++) {
    await clock.advance(50)
    const now = open()
    for (const [index, count] of now.entries()) expect((before[index] ?? 0) - count).toBeLessThanOrEqual(1)
    before = now
  }
  expect(open()).toEqual([0, 0, 0, 0])
})

test('one who makes the call too large for a mesh offers nothing while it moves; where it does not move, after all', async () => {
  const { clock, all, open } = meshes(true)
  const [mesh] = all as [Mesh]
  mesh.hold(250)
  await clock.advance(200)
  mesh.hold(4_000)
  await clock.advance(3_900)
  expect(open()[0]).toBe(0)
  mesh.hold(0)
  await clock.advance(0)
  expect(open()[0]).toBe(3)
})

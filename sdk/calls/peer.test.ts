import { expect, test } from 'bun:test'
import { FakePeerConnection } from '#sdk/testkit/fake-peer'
import { seeded, seeds } from '#sdk/testkit/seeded'
import { VirtualClock } from '#sdk/testkit/virtual-clock'
import { Peer, type PeerSignal } from './peer'
import { noTracks, type LocalTracks } from './plane'

/** Two peers and a relay that delays, and loses when told to. */
function pair(seed: number, lossRate = 0) {
  const clock = new VirtualClock()
  const random = seeded(seed)
  const net = { lossRate }
  const connections = { newcomer: new FakePeerConnection(), elder: new FakePeerConnection() }
  const peers: { newcomer?: Peer; elder?: Peer } = {}
  const due = { newcomer: 0, elder: 0 }
  const make = (mine: 'newcomer' | 'elder', other: 'newcomer' | 'elder'): Peer =>
    new Peer({
      participantId: other,
      connection: connections[mine] as unknown as RTCPeerConnection,
      clock,
      offers: mine === 'newcomer',
      polite: mine === 'elder',
      tracks: { ...noTracks, microphone: { kind: 'audio' } } as unknown as LocalTracks,
      send: async (signal: PeerSignal) => {
        if (random() < net.lossRate) return random() < 0.5
        due[other] = Math.max(due[other], clock.now() + random() * 50)
        clock.after(due[other] - clock.now(), () => peers[other]?.receive(signal))
        return true
      },
      changed: () => undefined,
      stuck: () => undefined,
    })
  peers.elder = make('elder', 'newcomer')
  peers.newcomer = make('newcomer', 'elder')
  const both = [peers.newcomer, peers.elder] as const
  const areConnected = (): boolean =>
    both.every(({ connection }) => connection === 'connected') &&
    Object.values(connections).every(({ signalingState }) => signalingState === 'stable')
  return { clock, net, connections, both, areConnected }
}

test('the newcomer offers, the elder adopts the same four transceivers and answers', async () => {
  const { clock, connections, areConnected } = pair(1)
  await clock.until(areConnected)
  for (const { transceivers } of Object.values(connections))
    expect(transceivers.map(({ receiver }) => receiver.track.kind)).toEqual(['audio', 'video', 'video', 'audio'])
  expect(connections.elder.transceivers[0]?.direction).toBe('sendrecv')
  expect(connections.elder.transceivers[0]?.sender.track).toEqual({ kind: 'audio' })
})

test('both offer at once: one gives way, and both end connected', async () => {
  const { clock, connections, both, areConnected } = pair(2)
  await clock.until(areConnected)
  connections.newcomer.become('failed')
  connections.elder.become('failed')
  await clock.until(areConnected)
  expect(connections.newcomer.restarts).toBeGreaterThan(0)
  expect(both.every(({ connection }) => connection === 'connected')).toBe(true)
})

test('disconnected for a moment is nothing; for longer, ICE is restarted', async () => {
  const { clock, connections, areConnected } = pair(3)
  await clock.until(areConnected)
  connections.newcomer.become('disconnected')
  await clock.advance(1_000)
  connections.newcomer.become('connected')
  await clock.advance(20_000)
  expect(connections.newcomer.restarts).toBe(0)
  connections.newcomer.become('disconnected')
  await clock.advance(3_000)
  expect(connections.newcomer.restarts).toBe(1)
})

test('a share is a replaced track too, and ends as one', async () => {
  const { clock, connections, both, areConnected } = pair(5)
  await clock.until(areConnected)
  const screen = { kind: 'video' }
  const share = { quality: '1080p', content: 'text', audio: false }
  both[1].setTracks({ ...noTracks, screen, share } as unknown as LocalTracks)
  await clock.advance(1_000)
  expect(connections.elder.transceivers.map(({ sender }) => sender.track)).toEqual([null, null, screen, null])
  expect(both[0].received.screen).toBe(connections.newcomer.transceivers[2]?.receiver.track as unknown as MediaStreamTrack)
  both[1].setTracks(noTracks)
  await clock.advance(1_000)
  expect(connections.elder.transceivers[2]?.sender.track).toBeNull()
})

test('on a bad link the camera stops and the microphone stays', async () => {
  const { clock, connections, both, areConnected } = pair(6)
  await clock.until(areConnected)
  const tracks = { ...noTracks, microphone: { kind: 'audio' }, camera: { kind: 'video' } } as unknown as LocalTracks
  both[0].setTracks(tracks)
  both[0].setVideoLevel('off')
  expect(connections.newcomer.transceivers.map(({ sender }) => sender.track)).toEqual([tracks.microphone, null, null, null])
  both[0].setVideoLevel('full')
  expect(connections.newcomer.transceivers[1]?.sender.track).toBe(tracks.camera)
})

test('one that retired plays on and mends nothing', async () => {
  const { clock, connections, both, areConnected } = pair(7)
  await clock.until(areConnected)
  both[0].retire()
  connections.newcomer.become('disconnected')
  await clock.advance(30_000)
  expect(connections.newcomer.restarts).toBe(0)
})

test('camera on and off is a replaced track, not an offer', async () => {
  const { clock, connections, both, areConnected } = pair(4)
  await clock.until(areConnected)
  const offer = connections.newcomer.localDescription
  const camera = { kind: 'video' }
  both[0].setTracks({ ...noTracks, camera } as unknown as LocalTracks)
  await clock.advance(1_000)
  expect(connections.newcomer.transceivers[1]?.sender.track).toBe(camera)
  expect(connections.newcomer.localDescription).toBe(offer)
})

for (const seed of seeds(60)) {
  test(`whatever signaling loses, both end connected, seed ${seed}`, async () => {
    const { clock, net, connections, both, areConnected } = pair(seed, 0.5)
    const random = seeded(seed + 1_000)
    for (let step = 0; step < 20; step++) {
      const connection = random() < 0.5 ? connections.newcomer : connections.elder
      if (random() < 0.4) connection.become(random() < 0.5 ? 'failed' : 'disconnected')
      if (random() < 0.2) both[random() < 0.5 ? 0 : 1].nudge()
      await clock.advance(random() * 5_000)
    }
    net.lossRate = 0
    await clock.until(areConnected)
  })
}

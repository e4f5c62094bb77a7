import { expect, test } from 'bun:test'
import type { Connection } from '#sdk/connection/connection'
import type { Participant } from '#protocol/models'
import { RequestFailed } from '#sdk/failure'
import { FakeSfu, FakeTrack } from '#sdk/testkit/fake-sfu'
import { VirtualClock } from '#sdk/testkit/virtual-clock'
import { noTracks, type LocalTracks } from '#sdk/calls/plane'
import { Sfu } from './sfu'

const microphone = new FakeTrack('audio') as unknown as MediaStreamTrack
const camera = new FakeTrack('video') as unknown as MediaStreamTrack

const vera: Participant = {
  participantId: 'vera',
  user: { id: 'v', name: 'Vera' },
  media: { audio: true, video: true, screen: false },
  joinedAt: '2026-01-01T00:00:00.000Z',
}

function scene({ tracks = { ...noTracks, microphone, camera } as LocalTracks, aside = false } = {}) {
  const clock = new VirtualClock()
  const server = new FakeSfu()
  const sfu = new Sfu({
    port: { sfu: server.library },
    connection: server.connection as unknown as Connection,
    clock,
    callId: 'call',
    epoch: 2,
    routerRtpCapabilities: server.capabilities,
    tracks,
    aside,
    changed: () => undefined,
  })
  const become = (state: 'connected' | 'failed' | 'disconnected'): void => {
    for (const handler of server.handlers) handler.setConnectionState(state)
  }
  const tell = (participantId: string, source: 'mic' | 'camera', id: string): void =>
    sfu.receive({ type: 'media.consumer', payload: server.consumer(participantId, source, id) })
  return { clock, server, sfu, become, tell }
}

test('both transports are asked for at once, the receiving one with what this browser can decode; then everything is produced', async () => {
  const { clock, server } = scene()
  await clock.advance(10)
  const [send, recv] = server.of('media.transport')
  expect([send?.['direction'], recv?.['direction']]).toEqual(['send', 'recv'])
  expect(recv?.['rtpCapabilities']).toHaveProperty('codecs')
  expect(server.types().indexOf('media.connect')).toBeLessThan(server.types().indexOf('media.produce'))
  expect(server.of('media.produce').map(({ source }) => source)).toEqual(['mic', 'camera'])
})

test('where others are I send when what I receive is set up, or a moment later', async () => {
  const { clock, server, sfu, become } = scene()
  sfu.setParticipants([vera])
  await clock.advance(20)
  expect(server.of('media.produce')).toEqual([])
  become('connected')
  await clock.advance(0)
  expect(server.of('media.produce').length).toBe(2)

  const silent = scene()
  silent.sfu.setParticipants([vera])
  await silent.clock.advance(20)
  expect(silent.server.of('media.produce')).toEqual([])
  await silent.clock.advance(80)
  expect(silent.server.of('media.produce').length).toBe(2)
})

test('ready: produced, and the way there is open', async () => {
  const { clock, sfu, become } = scene()
  let ready = false
  void sfu.ready.then(() => (ready = true))
  await clock.advance(1_000)
  expect(ready).toBe(false)
  become('connected')
  await clock.advance(0)
  expect(ready).toBe(true)
})

test('a consumer is set up, then answered with ready; one that was announced before there was a transport too', async () => {
  const { clock, server, sfu, tell } = scene()
  tell('vera', 'mic', 'first')
  await clock.advance(10)
  tell('vera', 'camera', 'second')
  await clock.advance(10)
  expect(server.of('media.ready').map(({ consumerId }) => consumerId)).toEqual(['first', 'second'])
  expect(Object.keys(sfu.remote('vera').tracks)).toEqual(['mic', 'camera'])
})

test('beside a plane that plays, consumers of a moment are set up together', async () => {
  const { clock, server, sfu, tell } = scene({ aside: true })
  await clock.advance(10)
  tell('vera', 'mic', 'a')
  await clock.advance(100)
  tell('boris', 'mic', 'b')
  await clock.advance(100)
  expect(server.of('media.ready')).toEqual([])
  await clock.advance(30)
  expect(server.of('media.ready').length).toBe(2)
  sfu.lead()
  tell('dasha', 'mic', 'c')
  await clock.advance(10)
  expect(server.of('media.ready').length).toBe(3)
})

test('muted is paused, the camera off too; neither is produced anew', async () => {
  const { clock, server, sfu } = scene()
  await clock.advance(10)
  const muted = Object.assign(new FakeTrack('audio'), { enabled: false }) as unknown as MediaStreamTrack
  sfu.setTracks({ ...noTracks, microphone: muted })
  await clock.advance(10)
  expect(server.of('media.pause').length).toBe(2)
  sfu.setTracks({ ...noTracks, microphone, camera })
  await clock.advance(10)
  expect(server.of('media.resume').length).toBe(2)
  expect(server.of('media.produce').length).toBe(2)
})

test('a share is produced with its sound, and closed when it ends', async () => {
  const { clock, server, sfu } = scene()
  await clock.advance(10)
  const share = { quality: '1080p', content: 'text', audio: true } as const
  const screen = new FakeTrack('video') as unknown as MediaStreamTrack
  const screenAudio = new FakeTrack('audio') as unknown as MediaStreamTrack
  sfu.setTracks({ microphone, camera, screen, screenAudio, share })
  await clock.advance(10)
  expect(server.of('media.produce').map(({ source }) => source)).toEqual(['mic', 'camera', 'screen', 'screen-audio'])
  sfu.setTracks({ ...noTracks, microphone, camera })
  await clock.advance(10)
  expect(server.of('media.close').length).toBe(2)
})

test('after a cut: what is told again and was confirmed is left alone, what was not is confirmed, the rest is closed', async () => {
  const { clock, server, sfu, tell } = scene()
  await clock.advance(10)
  tell('vera', 'mic', 'kept')
  tell('boris', 'mic', 'gone')
  await clock.advance(10)
  server.refusals.set('media.ready', new RequestFailed('not_found', 'no such consumer'))
  tell('dasha', 'mic', 'unconfirmed')
  await clock.advance(10)
  const before = server.of('media.ready').length
  sfu.cutOff()
  tell('vera', 'mic', 'kept')
  tell('dasha', 'mic', 'unconfirmed')
  sfu.toldAgain()
  await clock.advance(10)
  expect(server.of('media.ready').slice(before)).toMatchObject([{ consumerId: 'unconfirmed' }])
  expect(sfu.remote('boris').tracks).toEqual({})
  expect(sfu.remote('vera').tracks.mic).toBeDefined()
})

test('ICE that failed is restarted; where that does not help, transports are made anew and everything produced on them', async () => {
  const { clock, server, become } = scene()
  await clock.advance(10)
  become('connected')
  become('failed')
  await clock.advance(10)
  expect(server.of('media.restart-ice').length).toBe(2)
  become('connected')
  await clock.advance(60_000)
  expect(server.of('media.transport').length).toBe(2)
  become('failed')
  await clock.advance(30_000)
  expect(server.of('media.transport').length).toBeGreaterThanOrEqual(4)
  expect(server.of('media.produce').length).toBeGreaterThanOrEqual(4)
})

test('a way that does not open within six seconds is made anew', async () => {
  const { clock, server } = scene()
  await clock.advance(5_900)
  expect(server.of('media.transport').length).toBe(2)
  await clock.advance(1_000)
  // nothing was received yet: the receiving one has not begun to connect
  expect(server.of('media.transport').map(({ direction }) => direction)).toEqual(['send', 'recv', 'send'])
  expect(server.of('media.restart-ice')).toEqual([])
})

test('a plane that retired asks the server nothing more', async () => {
  const { clock, server, sfu, become } = scene()
  await clock.advance(10)
  become('connected')
  sfu.retire()
  const before = server.asked.length
  become('failed')
  await clock.advance(60_000)
  expect(server.asked.length).toBe(before)
})

test('who hears nobody is sent no sound', async () => {
  const { clock, server, sfu, tell } = scene()
  await clock.advance(10)
  tell('vera', 'mic', 'sound')
  tell('vera', 'camera', 'picture')
  await clock.advance(10)
  sfu.setDeafened(true)
  await clock.advance(10)
  expect(server.of('media.pause').map(({ consumerId }) => consumerId)).toEqual(['sound'])
  tell('boris', 'mic', 'later')
  await clock.advance(10)
  expect(server.of('media.pause').map(({ consumerId }) => consumerId)).toEqual(['sound', 'later'])
})

test('the view is told when the server knows me, and again with another transport', async () => {
  const { clock, server, sfu } = scene()
  sfu.view([{ participantId: 'vera', source: 'camera', width: 320, height: 180 }])
  expect(server.of('media.view')).toEqual([])
  await clock.advance(10)
  expect(server.of('media.view').length).toBe(1)
})

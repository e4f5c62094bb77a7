import { expect, test } from 'bun:test'
import type { Conference, ProducerInfo } from './conference'
import { TrackRecording } from './track-recording'

test('a track for which there are no ports is not recorded, and nothing else happens', async () => {
  const producer: ProducerInfo = { producerId: 'p', participantId: 'ann', source: 'mic', kind: 'audio', paused: false }
  const track = new TrackRecording(producer, {
    conference: {} as Conference,
    number: 1,
    folder: '/nowhere',
    ffmpeg: 'ffmpeg',
    now: () => 0,
    note: () => {},
    ports: () => Promise.reject(new Error('no two free ports side by side')),
  })
  expect(await track.run()).toBe(false)
  await track.end()
})

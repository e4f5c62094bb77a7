import { expect, test } from 'bun:test'
import type { ServerPayload } from '#protocol/frames/server'
import type { Connection } from '#sdk/connection/connection'
import { Value } from '#sdk/observable'
import { CallRecording } from './recording'
import { blankCall } from './snapshot'

function seated() {
  const asked: unknown[][] = []
  const call = new Value({ ...blankCall('room', {} as MediaStream), callId: 'call', participantId: 'me' })
  const connection = { request: async (...what: unknown[]) => void asked.push(what) } as unknown as Connection
  const recording = new CallRecording(connection, call)
  const hear = (more: Partial<ServerPayload<'recording.state'>>): void =>
    recording.receive({ callId: 'call', recordingId: 'r1', phase: 'on', consents: [{ participantId: 'me', given: null }], ...more })
  return { asked, call, recording, hear, now: () => call.getSnapshot().recording }
}

test('what goes on is named in what I ask; before there is one nothing is asked', async () => {
  const { asked, recording, hear } = seated()
  await recording.consent(true)
  await recording.stop()
  expect(asked).toEqual([])
  await recording.start()
  hear({})
  await recording.consent(false)
  await recording.stop()
  expect(asked).toEqual([
    ['recording.start', { callId: 'call' }],
    ['recording.consent', { callId: 'call', recordingId: 'r1', given: false }],
    ['recording.stop', { callId: 'call', recordingId: 'r1' }],
  ])
})

test('my own answer is told apart', () => {
  const { hear, now } = seated()
  hear({})
  expect(now()).toMatchObject({ phase: 'on', mine: null, progress: null, fileId: null })
  hear({
    consents: [
      { participantId: 'them', given: false },
      { participantId: 'me', given: true },
    ],
  })
  expect(now()?.mine).toBe(true)
})

test('one that is still being finished does not hide the next', () => {
  const { hear, now } = seated()
  hear({ phase: 'finishing', progress: 0.5, consents: [] })
  hear({ recordingId: 'r2' })
  hear({ phase: 'ready', fileId: 'r1', consents: [] })
  expect(now()?.recordingId).toBe('r2')
  hear({ recordingId: 'r2', phase: 'ready', fileId: 'r2', consents: [] })
  expect(now()).toMatchObject({ phase: 'ready', fileId: 'r2' })
})

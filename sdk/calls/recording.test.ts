import { expect, test } from 'bun:test'
import type { ServerPayload } from '#protocol/frames/server'
import type { Connection } from '#sdk/connection/connection'
import { Value } from '#sdk/observable'
import { VirtualClock } from '#sdk/testkit/virtual-clock'
import { CallRecording } from './recording'
import { blankCall } from './snapshot'

function seated() {
  const asked: unknown[][] = []
  const call = new Value({ ...blankCall('room', {} as MediaStream), callId: 'call', participantId: 'me' })
  const connection = { request: async (...what: unknown[]) => void asked.push(what) } as unknown as Connection
  const clock = new VirtualClock()
  const recording = new CallRecording(connection, call, clock)
  const hear = (more: Partial<ServerPayload<'recording.state'>>): void =>
    recording.receive({ callId: 'call', recordingId: 'r1', phase: 'on', consents: [{ participantId: 'me', given: null }], ...more })
  return { asked, clock, call, recording, hear, now: () => call.getSnapshot().recording }
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

test('since when it is written: by my own clock where I was there, else by the word of the server, never in the future', async () => {
  const { clock, hear, now } = seated()
  const far = { startedAt: new Date(clock.now() + 3_600_000).toISOString() }
  hear({ phase: 'asking' })
  expect(now()?.startedAt).toBeNull()
  const begun = clock.now()
  hear(far)
  await clock.advance(5_000)
  hear({ ...far, consents: [] })
  expect(now()?.startedAt).toBe(begun)
  const late = seated()
  late.hear({ startedAt: new Date(late.clock.now() - 60_000).toISOString() })
  expect(late.now()?.startedAt).toBe(late.clock.now() - 60_000)
  const ahead = seated()
  ahead.hear(far)
  expect(ahead.now()?.startedAt).toBeLessThanOrEqual(ahead.clock.now())
})

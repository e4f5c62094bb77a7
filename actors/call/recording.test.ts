import { afterEach, expect, test } from 'bun:test'
import { RECORDING_START_MS } from './recording'
import { settle } from '#actors/runtime/testkit'
import { code, hangUp, startCall } from './testkit'

afterEach(hangUp)

type Call = ReturnType<typeof startCall>

/** Ann and Bob, on the SFU. */
async function onSfu() {
  const call = startCall({ sfu: true })
  const ann = (await call.join('ann')).participantId
  const bob = (await call.join('bob')).participantId
  return { call, ann, bob }
}

async function move(call: Call, ...names: string[]): Promise<void> {
  await settle()
  for (const name of names) await call.ready(name, 2)
  await settle()
}

/** What one heard last of the recording. */
const last = (call: Call, name: string) => {
  const told = (call.heard[name] ?? []).filter(({ type }) => type === 'recording.state').at(-1)
  return told?.payload as unknown as {
    phase: string
    consents: { participantId: string; given: boolean | null }[]
    startedAt?: string
    fileId?: string
    progress?: number
  }
}
const given = (call: Call, name: string, participantId: string) =>
  last(call, name).consents.find((consent) => consent.participantId === participantId)?.given

test('to start is to agree; the others are asked, and not written before they do', async () => {
  const { call, ann, bob } = await onSfu()
  const { recordingId } = await call.record('ann')
  expect([last(call, 'bob').phase, given(call, 'bob', ann), given(call, 'bob', bob)]).toEqual(['asking', true, null])
  expect(call.recorder.begun).toEqual([])
  await move(call, 'ann', 'bob')
  expect(call.phases('bob')).toEqual(['preparing 2', 'switched 2'])
  expect(call.recorder.begun).toMatchObject([{ recordingId, callId: 'call', roomId: 'room', startedBy: 'user-ann' }])
  expect(last(call, 'bob').phase).toBe('on')
  expect(call.recorder.asked).toEqual(['attach', `include ${ann}`])
  await call.consent('bob', recordingId, true)
  expect(call.recorder.asked.at(-1)).toBe(`include ${bob}`)
  expect(given(call, 'ann', bob)).toBe(true)
})

test('who refuses is never written; who takes it back is written no further', async () => {
  const { call, bob } = await onSfu()
  const { recordingId } = await call.record('ann')
  await call.consent('bob', recordingId, false)
  await move(call, 'ann', 'bob')
  expect(call.recorder.asked.filter((asked) => asked.includes(bob))).toEqual([])
  await call.consent('bob', recordingId, true)
  await call.consent('bob', recordingId, false)
  expect(call.recorder.asked.slice(-2)).toEqual([`include ${bob}`, `exclude ${bob}`])
  expect(given(call, 'ann', bob)).toBe(false)
})

test('who comes late is asked too, and sees that it goes on', async () => {
  const { call } = await onSfu()
  await call.record('ann')
  await move(call, 'ann', 'bob')
  const carl = (await call.join('carl')).participantId
  const { startedAt } = last(call, 'ann')
  expect(Number.isNaN(Date.parse(startedAt ?? ''))).toBe(false)
  expect(last(call, 'carl').startedAt).toBe(startedAt)
  expect([last(call, 'carl').phase, given(call, 'carl', carl), given(call, 'ann', carl)]).toEqual(['on', null, null])
  expect(call.recorder.asked.filter((asked) => asked.includes(carl))).toEqual([])
})

test('it ends by whoever may, and all hear how it fares until the file is there', async () => {
  const { call } = await onSfu()
  const { recordingId } = await call.record('ann')
  await move(call, 'ann', 'bob')
  expect(await code(call.stopRecording('bob', recordingId, false))).toBe('forbidden')
  await call.stopRecording('ann', recordingId, false)
  expect(call.recorder.asked.at(-1)).toBe('stop')
  expect(last(call, 'bob')).toMatchObject({ phase: 'finishing', progress: 0 })
  call.recorder.heard({ phase: 'finishing', progress: 0.5 })
  await settle()
  expect(last(call, 'bob')).toMatchObject({ phase: 'finishing', progress: 0.5 })
  call.recorder.heard({ phase: 'ready', fileId: recordingId })
  await settle()
  expect(last(call, 'bob')).toMatchObject({ phase: 'ready', fileId: recordingId })
  expect(await code(call.stopRecording('ann', recordingId))).toBe('not_found')
  expect(await code(call.record('bob'))).toBe('ok')
})

test('it ends with the last who agreed, or with the call', async () => {
  const { call } = await onSfu()
  await call.record('ann')
  await move(call, 'ann', 'bob')
  await call.leave('ann')
  expect(call.recorder.asked.at(-1)).toBe('stop')
  await call.record('bob')
  await settle()
  call.call.ref.send({ type: 'close' })
  await settle()
  expect(call.recorder.asked.filter((asked) => asked === 'stop')).toHaveLength(2)
})

test('one at a time, by those who sit here, where it can be', async () => {
  const { call } = await onSfu()
  expect(await code(call.record('nobody'))).toBe('call_not_joined')
  call.recorder.lacks = 'no ffmpeg'
  expect(await code(call.record('ann'))).toBe('media_unavailable')
  call.recorder.lacks = null
  const { recordingId } = await call.record('ann')
  expect(await code(call.record('bob'))).toBe('conflict')
  expect(await code(call.consent('nobody', recordingId, true))).toBe('call_not_joined')
  expect(await code(call.consent('bob', 'another', true))).toBe('not_found')
})

test('without a way to the SFU it fails and is told so', async () => {
  const { call } = await onSfu()
  call.workers.fails = true
  await call.record('ann')
  await settle()
  await call.clock.advance(RECORDING_START_MS)
  await settle()
  expect(last(call, 'bob').phase).toBe('failed')
  expect(await code(call.record('ann'))).toBe('ok')
})

test('one that cannot be begun fails and is told so', async () => {
  const { call } = await onSfu()
  call.recorder.fails = true
  await call.record('ann')
  await move(call, 'ann', 'bob')
  expect(last(call, 'bob').phase).toBe('failed')
})

test('through a dead worker it goes on in the next conference', async () => {
  const { call } = await onSfu()
  await call.record('ann')
  await move(call, 'ann', 'bob')
  call.conferences[0]?.die()
  await settle()
  expect(call.recorder.asked.slice(2)).toEqual(['detach', 'attach'])
  expect(last(call, 'bob').phase).toBe('on')
})

test('who comes back after a lost socket is told again', async () => {
  const { call } = await onSfu()
  await call.record('ann')
  await move(call, 'ann', 'bob')
  const before = (call.heard['bob'] ?? []).length
  call.lose('bob')
  call.back('bob')
  await settle()
  expect((call.heard['bob'] ?? []).slice(before).map(({ type }) => type)).toContain('recording.state')
})

test('who agreed and joins once more is still shown as one who is written', async () => {
  const { call, ann, bob } = await onSfu()
  const { recordingId } = await call.record('ann')
  await move(call, 'ann', 'bob')
  await call.consent('bob', recordingId, true)
  await call.join('bob')
  expect([given(call, 'ann', bob), given(call, 'bob', bob)]).toEqual([true, true])
  await call.join('ann')
  expect([given(call, 'bob', ann), last(call, 'ann').phase]).toEqual([true, 'on'])
  expect(call.recorder.asked.filter((asked) => asked.startsWith('exclude'))).toEqual([])
})

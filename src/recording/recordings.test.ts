import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLog } from '#src/base/log'
import type { RoomCommand } from '#src/data/commands'
import { openDiskStore } from '#src/files/disk-store'
import { type FileStore, posterName } from '#src/files/store'
import { type Finishing, openRecordings, type Recordings } from './recordings'
import { cutOff, ffmpeg, loudness, pictureTrack, played, soundTrack, trackEntry } from './testkit'

const recordingId = '0198f0aa-0000-7000-8000-00000000000c'
const facts = { recordingId, callId: 'call', roomId: 'room', startedBy: 'ann-id' }
let root: string
let store: FileStore
let appended: RoomCommand[]

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'recordings-'))
  store = await openDiskStore(join(root, 'files'))
  appended = []
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function open(path = ffmpeg): Promise<Recordings> {
  const append = async (_roomId: string, commands: readonly RoomCommand[]) => {
    appended.push(...commands)
    return { head: 1, generation: 'g', outcomes: [{ ok: true, event: null, result: null }] }
  }
  const data = { append: { room: append, onHeads: () => () => {} } } as never
  const opened = openRecordings({ folder: join(root, 'recordings'), ffmpeg: path, data, store, log: openLog({ level: 'silent' }) })
  while (opened.lacks()?.includes('looked for')) await Bun.sleep(5)
  return opened
}

const mixPath = (): string => join(root, 'files', recordingId.slice(-2), recordingId)

/** Ann speaks and shows herself for four seconds; Bob speaks in the last two. */
async function meeting(recordings: Recordings) {
  const recording = await recordings.begin(facts)
  recording.person('ann', { id: 'ann-id', name: 'Ann' })
  recording.person('bob', { id: 'bob-id', name: 'Bob/../' })
  await pictureTrack(recording.folder, '2.mkv', 4)
  await soundTrack(recording.folder, '3.mkv', 2)
  recording.note(trackEntry(2, 'video', 'ann'))
  recording.note({ type: 'first', track: 2, at: 500 })
  recording.note(trackEntry(3, 'audio', 'bob'))
  recording.note({ type: 'first', track: 3, at: 3_000 })
  recording.note(trackEntry(4, 'audio', 'bob'))
  return recording
}

test('tracks become one file of the room, as long as the recording was', async () => {
  const recordings = await open()
  expect(recordings.lacks()).toBeNull()
  const recording = await meeting(recordings)
  recording.note({ type: 'ended', track: 2, at: 4_500 })
  recording.note({ type: 'ended', track: 3, at: 5_000 })
  const stopped = { type: 'stopped', at: 6_000 } as const
  recording.note(stopped as never)
  const heard: Finishing[] = []
  recording.finish((state) => void heard.push(state))
  await recordings.settled()
  expect(heard[0]).toEqual({ phase: 'finishing', progress: 0 })
  expect(heard.at(-1)).toEqual({ phase: 'ready', fileId: recordingId })
  const progress = heard.flatMap((state) => (state.phase === 'finishing' ? [state.progress] : []))
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))

  const { complaint, streams, seconds } = await played(mixPath())
  expect(complaint).toBe('')
  expect(streams).toEqual(['aac', 'h264'])
  expect(Math.abs(seconds - 6)).toBeLessThan(0.1)
  expect(await loudness(mixPath(), 0.2, 2.5)).toBeLessThan(-80)
  expect(await loudness(mixPath(), 3.2, 1.5)).toBeGreaterThan(-30)
  expect(appended).toMatchObject([
    {
      type: 'file.add',
      file: {
        id: recordingId,
        kind: 'recording',
        contentType: 'video/mp4',
        width: 1_280,
        height: 720,
        poster: true,
        createdBy: 'ann-id',
        callId: 'call',
      },
      parts: [
        { kind: 'track', name: '2 Ann camera 0.5s.webm', contentType: 'video/webm', createdBy: 'ann-id' },
        { kind: 'track', name: '3 Bob .. mic 3.0s.webm', contentType: 'audio/webm', createdBy: 'bob-id' },
      ],
    },
  ])
  expect(await store.open(posterName(recordingId))).not.toBeNull()
  expect(readdirSync(join(root, 'recordings'))).toEqual([])
}, 60_000)

test('what a crash cut off is finished at the next start, up to there', async () => {
  const recording = await meeting(await open())
  await cutOff(join(recording.folder, '2.mkv'))
  const next = await open()
  await next.recover()
  await next.settled()
  const { complaint, streams, seconds } = await played(mixPath())
  expect(complaint).toBe('')
  expect(streams).toEqual(['aac', 'h264'])
  expect(Math.abs(seconds - 5)).toBeLessThan(0.3)
  expect(appended).toHaveLength(1)
}, 60_000)

test('without a picture it is a sound file', async () => {
  const recordings = await open()
  const recording = await recordings.begin(facts)
  await soundTrack(recording.folder, '1.mkv', 1)
  recording.note(trackEntry(1, 'audio', 'ann'))
  recording.note({ type: 'first', track: 1, at: 0 })
  recording.finish(() => {})
  await recordings.settled()
  expect((await played(mixPath())).streams).toEqual(['aac'])
  expect(appended).toMatchObject([{ file: { contentType: 'audio/mp4', poster: false } }])
})

test('a recording of nothing fails and leaves nothing', async () => {
  const recordings = await open()
  const recording = await recordings.begin(facts)
  const heard: Finishing[] = []
  recording.finish((state) => void heard.push(state))
  await recordings.settled()
  expect(heard.at(-1)).toEqual({ phase: 'failed' })
  expect(appended).toEqual([])
  expect(readdirSync(join(root, 'recordings'))).toEqual([])
})

test('one that cannot be finished is tried at a few starts, and then kept as it is', async () => {
  const recording = await (await open()).begin(facts)
  await soundTrack(recording.folder, '1.mkv', 1)
  recording.note(trackEntry(1, 'audio', 'ann'))
  recording.note({ type: 'first', track: 1, at: 0 })
  for (let start = 0; start < 6; start += 1) {
    const next = await open()
    const broken = store.put
    store.put = () => Promise.reject(new Error('the disk is full'))
    await next.recover()
    await next.settled()
    store.put = broken
  }
  expect(appended).toEqual([])
  const journal = await Bun.file(join(recording.folder, 'journal.jsonl')).text()
  expect(journal.match(/"attempt"/g)).toHaveLength(4)
  expect(readdirSync(recording.folder)).toContain('1.mkv')
}, 60_000)

test('without ffmpeg there are none, and it says so', async () => {
  expect((await open('/no/such/ffmpeg')).lacks()).toBe('ffmpeg is not installed')
})

import { afterEach, beforeEach, expect, test } from 'bun:test'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JournalEntry, openJournal, readJournal } from './journal'
import { timelineOf } from './timeline'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'journal-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const facts = { recordingId: 'r', callId: 'c', roomId: 'room', startedBy: 'u1', startedAt: '2026-11-21T12:40:00.000Z' }
const begun: JournalEntry[] = [
  { type: 'recording', ...facts },
  { type: 'person', participantId: 'p1', userId: 'u1', name: 'Ann' },
]
const track = (number: number, at: number): JournalEntry => ({
  type: 'track',
  track: number,
  at,
  file: `${number}.mkv`,
  participantId: 'p1',
  source: 'camera',
  kind: 'video',
  codec: 'video/VP8',
  paused: false,
  pid: 1,
})
const lengths = (...pairs: [number, number][]) => new Map(pairs)

test('a track begins with its first packet and ends where it was ended', () => {
  const entries: JournalEntry[] = [...begun, track(1, 100), { type: 'first', track: 1, at: 250 }, { type: 'ended', track: 1, at: 4_000 }]
  const timeline = timelineOf([...entries, { type: 'stopped', at: 5_000 }], lengths([1, 3_700]))
  expect(timeline).toMatchObject({ facts, durationMs: 5_000 })
  expect(timeline?.tracks).toMatchObject([
    { number: 1, name: 'Ann', userId: 'u1', from: 250, to: 4_000, shown: [{ from: 250, to: 4_000 }] },
  ])
})

test('pauses are left out', () => {
  const entries: JournalEntry[] = [
    ...begun,
    track(1, 0),
    { type: 'first', track: 1, at: 100 },
    { type: 'paused', track: 1, at: 1_000 },
    { type: 'resumed', track: 1, at: 2_000 },
    { type: 'paused', track: 1, at: 3_000 },
    { type: 'ended', track: 1, at: 4_000 },
  ]
  expect(timelineOf(entries, lengths([1, 3_900]))?.tracks[0]?.shown).toEqual([
    { from: 100, to: 1_000 },
    { from: 2_000, to: 3_000 },
  ])
})

test('one that was cut off lasts as long as what can be played; what holds nothing is left out', () => {
  const entries: JournalEntry[] = [
    ...begun,
    track(1, 0),
    { type: 'first', track: 1, at: 300 },
    track(2, 0),
    track(3, 0),
    { type: 'first', track: 3, at: 9 },
  ]
  const timeline = timelineOf(entries, lengths([1, 2_000], [2, 9_000]))
  expect(timeline?.durationMs).toBe(2_300)
  expect(timeline?.tracks.map(({ number }) => number)).toEqual([1])
})

test('the journal is read as far as it was written', () => {
  const journal = openJournal(folder)
  for (const entry of begun) journal.write(entry)
  journal.close()
  appendFileSync(join(folder, 'journal.jsonl'), '{"type":"stopp')
  expect(readJournal(folder)).toEqual(begun)
  expect(readJournal(join(folder, 'none'))).toEqual([])
  expect(timelineOf([], lengths())).toBeNull()
})

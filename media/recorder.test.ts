import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LiveConference } from './live-conference'
import type { MediaPool } from './pool'
import { Recorder } from './recorder'
import { heldBy, opus, testPool, until } from './testkit'
import type { TrackNote } from './tracks'

const ffmpeg = process.env['FFMPEG'] ?? 'ffmpeg'
let pool: MediaPool
let folder: string
let notes: TrackNote[]
let recorder: Recorder
let senders: Bun.Subprocess[]

beforeEach(async () => {
  pool = await testPool()
  folder = mkdtempSync(join(tmpdir(), 'recorder-'))
  notes = []
  senders = []
  const began = performance.now()
  recorder = new Recorder({ folder, ffmpeg, now: () => performance.now() - began, note: (note) => void notes.push(note) })
})
afterEach(async () => {
  for (const sender of senders) sender.kill()
  await Promise.all(senders.map(({ exited }) => exited))
  await recorder.stop()
  await pool.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A peer whose tone a real encoder makes. */
async function tone(conference: LiveConference, peerId: string, ssrc: number): Promise<string> {
  const { transportId, port } = await conference.plain(peerId, { direction: 'send' })
  const { producerId } = await conference.produce(peerId, transportId, { kind: 'audio', source: 'mic', rtpParameters: opus(ssrc) })
  const source = ['-re', '-f', 'lavfi', '-i', `sine=frequency=${300 + ssrc * 100}:sample_rate=48000`]
  const rtp = ['-c:a', 'libopus', '-ac', '2', '-ssrc', String(ssrc), '-payload_type', '100', '-f', 'rtp', `rtp://127.0.0.1:${port}`]
  senders.push(Bun.spawn([ffmpeg, '-loglevel', 'error', ...source, ...rtp], { stdin: 'ignore', stdout: 'ignore', stderr: 'inherit' }))
  return producerId
}

async function secondsOf(file: string): Promise<number> {
  const probe = Bun.spawn([ffmpeg, '-hide_banner', '-i', join(folder, file), '-f', 'null', '-'], { stdin: 'ignore', stderr: 'pipe' })
  const said = await new Response(probe.stderr).text()
  const [, minutes = '', seconds = ''] = [...said.matchAll(/time=\d+:(\d+):([\d.]+)/g)].at(-1) ?? []
  return Number(minutes) * 60 + Number(seconds)
}

const firsts = (): number => notes.filter(({ type }) => type === 'first').length
const files = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.mkv'))
    .toSorted()

test('writes those who were included, and nothing of anybody else', async () => {
  const { conference } = await heldBy(pool)
  await tone(conference, 'ann', 1)
  await tone(conference, 'bob', 2)
  recorder.attach(conference)
  recorder.include('ann')
  await until(() => firsts() === 1)
  const began = performance.now()
  await until(() => performance.now() - began > 1_500)
  await recorder.stop()
  const recorded = (performance.now() - began) / 1000
  expect(files()).toEqual(['1.mkv'])
  expect(notes.map(({ type }) => type)).toEqual(['track', 'first', 'ended'])
  expect(notes[0]).toMatchObject({ participantId: 'ann', source: 'mic', kind: 'audio', codec: 'audio/opus' })
  expect(Math.abs((await secondsOf('1.mkv')) - recorded)).toBeLessThan(0.4)
})

test('who is excluded in the middle is written no further; who comes back has another file', async () => {
  const { conference } = await heldBy(pool)
  await tone(conference, 'ann', 1)
  recorder.attach(conference)
  recorder.include('ann')
  await until(() => firsts() === 1)
  recorder.exclude('ann')
  await until(() => notes.at(-1)?.type === 'ended')
  recorder.include('ann')
  await until(() => firsts() === 2)
  await recorder.stop()
  expect(files()).toEqual(['1.mkv', '2.mkv'])
})

test('pauses are noted, and longer ones do not end the file', async () => {
  const { conference } = await heldBy(pool)
  const producerId = await tone(conference, 'ann', 1)
  recorder.attach(conference)
  recorder.include('ann')
  await until(() => firsts() === 1)
  await conference.pause('ann', { producerId })
  await until(() => notes.at(-1)?.type === 'paused')
  await conference.resume('ann', { producerId })
  await until(() => notes.at(-1)?.type === 'resumed')
  await recorder.stop()
  expect(notes.map(({ type }) => type)).toEqual(['track', 'first', 'paused', 'resumed', 'ended'])
  expect(files()).toEqual(['1.mkv'])
})

test('a conference that is lost ends its tracks, the next one goes on in others', async () => {
  const first = await heldBy(pool)
  await tone(first.conference, 'ann', 1)
  recorder.attach(first.conference)
  recorder.include('ann')
  await until(() => firsts() === 1)
  first.conference.close()
  const next = await heldBy(pool, 'next')
  recorder.attach(next.conference)
  await tone(next.conference, 'ann', 1)
  await until(() => firsts() === 2)
  await recorder.stop()
  expect(files()).toEqual(['1.mkv', '2.mkv'])
})

test('a writer that is killed is followed by another', async () => {
  const { conference } = await heldBy(pool)
  await tone(conference, 'ann', 1)
  recorder.attach(conference)
  recorder.include('ann')
  await until(() => firsts() === 1)
  const began = performance.now()
  await until(() => performance.now() - began > 2_100)
  const [track] = notes
  if (track?.type !== 'track') throw new Error('no track')
  process.kill(track.pid, 'SIGKILL')
  await until(() => firsts() === 2)
  expect(await secondsOf('1.mkv')).toBeGreaterThan(1)
})

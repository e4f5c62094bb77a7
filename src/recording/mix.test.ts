import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFfmpeg } from './ffmpeg'
import { label } from './label'
import { mixArguments } from './mix'
import { ffmpeg as path } from './testkit'
import type { Timeline, Track } from './timeline'

const ffmpeg = openFfmpeg(path)
const writes = await ffmpeg.writes()
let folder: string
let white: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mix-'))
  white = join(folder, 'white.mkv')
  await ffmpeg.run(['-f', 'lavfi', '-i', 'color=white:s=1280x720:r=5:d=1', '-c:v', 'libx264', '-preset', 'ultrafast', '-y', white])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const track = (number: number, name: string): Track => ({
  number,
  file: 'white.mkv',
  participantId: `${number}`,
  userId: null,
  name,
  source: 'camera',
  kind: 'video',
  codec: 'video/VP8',
  from: 0,
  to: 1_000,
  shown: [{ from: 0, to: 1_000 }],
})

/** Two white pictures side by side, mixed; the darkest dot of the lower left corner of each. */
async function corners(names: boolean, ...people: [string, string]): Promise<number[]> {
  const tracks = people.map((name, nth) => track(nth + 1, name))
  const timeline: Timeline = { facts: {} as Timeline['facts'], durationMs: 1_000, tracks }
  const to = join(folder, 'mix.mp4')
  const args = mixArguments(timeline, folder, new Map(tracks.map(({ number }) => [number, white])), to, { threads: 1, names })
  await ffmpeg.run(args ?? [])
  return Promise.all(
    [0, 640].map(async (x) => {
      const raw = join(folder, `${x}.raw`)
      const crop = `crop=120:60:${x}:480,format=gray`
      await ffmpeg.run(['-ss', '0.4', '-i', to, '-frames:v', '1', '-vf', crop, '-f', 'rawvideo', '-y', raw])
      return Math.min(...(await Bun.file(raw).bytes()))
    }),
  )
}

describe.skipIf(!writes)('a mix, where ffmpeg can write,', () => {
  test('has a name in the corner of each tile, whatever is in it', async () => {
    const nasty = String.raw`O'Neil: 100%{n}, [a];\ "=|`
    for (const dark of await corners(true, 'Анна Ахматова', nasty)) expect(dark).toBeLessThan(90)
  })

  test('has none for who has no name', async () => {
    const [named, nameless] = await corners(true, 'Ann', ' \u200B\n')
    expect([Number(named) < 90, Number(nameless) > 200]).toEqual([true, true])
  })
})

test('a mix has no names where ffmpeg cannot write', async () => {
  for (const dark of await corners(false, 'Ann', 'Bob')) expect(dark).toBeGreaterThan(200)
})

test('an ffmpeg without the filter, or without a font, cannot write', async () => {
  expect(await openFfmpeg('false').writes()).toBe(false)
})

test('a long name is cut', () => {
  const filter = label('a'.repeat(60), { height: 360 })
  expect(filter).toEndWith(`text=${'a'.repeat(31)}…`)
  expect(filter).toContain('fontsize=20')
})

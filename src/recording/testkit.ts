import { truncate } from 'node:fs/promises'
import { join } from 'node:path'
import type { TrackEntry } from './journal'

/** The ffmpeg the tests run with; `npm test` sees to it. */
export const ffmpeg = process.env['FFMPEG'] ?? 'ffmpeg'

async function run(args: readonly string[]): Promise<string> {
  const child = Bun.spawn([ffmpeg, '-hide_banner', '-nostdin', ...args], { stdin: 'ignore', stdout: 'ignore', stderr: 'pipe' })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(said)
  return said
}

const flags = ['-cluster_time_limit', '500', '-flush_packets', '1', '-y']

/** A microphone's track as the recorder writes one. */
export async function soundTrack(folder: string, name: string, seconds: number): Promise<void> {
  await run([
    '-f',
    'lavfi',
    '-i',
    `sine=sample_rate=48000:duration=${seconds}`,
    '-c:a',
    'libopus',
    '-ac',
    '2',
    ...flags,
    join(folder, name),
  ])
}

/** A camera's track whose picture changes its size in the middle, as simulcast does. */
export async function pictureTrack(folder: string, name: string, seconds: number): Promise<void> {
  const halves = ['320x180', '160x90'].map((size, nth) => ({ size, path: join(folder, `${name}.${nth}.mkv`) }))
  for (const { size, path } of halves) {
    const source = `testsrc2=size=${size}:rate=10:duration=${seconds / 2}`
    await run(['-f', 'lavfi', '-i', source, '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', ...flags, path])
  }
  const list = join(folder, `${name}.txt`)
  await Bun.write(list, halves.map(({ path }) => `file '${path}'`).join('\n'))
  await run(['-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', ...flags, join(folder, name)])
}

/** Ends a file in the middle of whatever is there, as a crash does. */
export async function cutOff(path: string): Promise<void> {
  await truncate(path, Math.floor(Bun.file(path).size * 0.8) + 7)
}

/** Decodes all of it: what is wrong with it ('' = nothing), how long it is and what is in it. */
export async function played(path: string): Promise<{ complaint: string; streams: string[]; seconds: number }> {
  const complaint = (await run(['-loglevel', 'warning', '-xerror', '-i', path, '-f', 'null', '-'])).trim()
  const probe = Bun.spawn(['ffprobe', '-v', 'error', '-of', 'json', '-show_entries', 'format=duration:stream=codec_name', path])
  const found = (await new Response(probe.stdout).json()) as { format: { duration: string }; streams: { codec_name: string }[] }
  return { complaint, streams: found.streams.map((stream) => stream.codec_name).toSorted(), seconds: Number(found.format.duration) }
}

/** How loud a moment of it is, in dB: -91 is silence. */
export async function loudness(path: string, from: number, seconds: number): Promise<number> {
  const said = await run(['-ss', String(from), '-t', String(seconds), '-i', path, '-vn', '-af', 'volumedetect', '-f', 'null', '-'])
  return Number(/max_volume: (-?[\d.]+) dB/.exec(said)?.[1])
}

export const trackEntry = (track: number, kind: 'audio' | 'video', participantId: string): TrackEntry => ({
  type: 'track',
  track,
  at: 0,
  file: `${track}.mkv`,
  participantId,
  source: kind === 'audio' ? 'mic' : 'camera',
  kind,
  codec: kind === 'audio' ? 'audio/opus' : 'video/VP8',
  paused: false,
  pid: 2 ** 30,
})

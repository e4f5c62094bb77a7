import { join } from 'node:path'
import { openCaller, type Caller } from './call-page'
import { OWNER_EMAIL, type TestServer } from './server'

/** What `ffprobe` and a full decoding say of a file. */
export type Played = { readonly complaint: string; readonly streams: readonly string[]; readonly seconds: number }

/** A page of somebody who owns the room `general`, so that they may record. */
export async function openOwner(server: TestServer, name: string): Promise<Caller> {
  return openCaller(server.url, name, { email: OWNER_EMAIL })
}

/** Decodes all of a file, strictly. */
export async function play(path: string): Promise<Played> {
  const ffmpeg = process.env['FFMPEG'] ?? 'ffmpeg'
  const decode = Bun.spawn([ffmpeg, '-v', 'warning', '-xerror', '-nostdin', '-i', path, '-f', 'null', '-'], {
    stdin: 'ignore',
    stderr: 'pipe',
  })
  const complaint = (await new Response(decode.stderr).text()).trim()
  if ((await decode.exited) !== 0) throw new Error(`cannot be decoded: ${complaint}`)
  const entries = 'format=duration:stream=codec_name'
  const probe = Bun.spawn([join(ffmpeg.replace(/ffmpeg$/, 'ffprobe')), '-v', 'error', '-of', 'json', '-show_entries', entries, path])
  const found = (await new Response(probe.stdout).json()) as { format: { duration: string }; streams: { codec_name: string }[] }
  return { complaint, streams: found.streams.map((stream) => stream.codec_name).toSorted(), seconds: Number(found.format.duration) }
}

/** Sizes of pictures within one file, in order, each told when it changes. */
export async function sizesWithin(path: string): Promise<string[]> {
  const ffprobe = (process.env['FFMPEG'] ?? 'ffmpeg').replace(/ffmpeg$/, 'ffprobe')
  const probe = Bun.spawn([ffprobe, '-v', 'error', '-select_streams', 'v:0', '-of', 'csv=p=0', '-show_entries', 'frame=width,height', path])
  const lines = (await new Response(probe.stdout).text()).trim().split('\n')
  return lines.filter((line, nth) => line !== lines[nth - 1])
}

import { basename, dirname, join } from 'node:path'
import { labelTrial } from './label'

export class FfmpegError extends Error {
  override readonly name = 'FfmpegError'
}

/** ffmpeg as a program, one run at a time, behind whatever else the machine does. */
export type Ffmpeg = {
  readonly path: string
  /** Runs to the end; `progress` hears how many ms of output are made. Rejects with FfmpegError. */
  run(args: readonly string[], progress?: (ms: number) => void): Promise<void>
  /** Length in ms and picture size of what can be played; null where nothing can. */
  probe(file: string): Promise<{ durationMs: number; width: number | null; height: number | null } | null>
  /** Whether it can write words on pictures: not every ffmpeg can, and not without a font. Tried once. */
  writes(): Promise<boolean>
  /** Ends what runs. */
  stop(): void
}

/** Why recording cannot be: no such program, or one that lacks what is needed. Null where all is there. */
export async function ffmpegLacks(path: string): Promise<string | null> {
  try {
    const child = Bun.spawn([path, '-hide_banner', '-encoders'], { stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' })
    const encoders = await new Response(child.stdout).text()
    const missing = ['libx264', 'aac'].filter((name) => !encoders.includes(` ${name} `))
    return missing.length === 0 ? null : `ffmpeg has no ${missing.join(' and no ')}`
  } catch {
    return 'ffmpeg is not installed'
  }
}

export function openFfmpeg(path: string): Ffmpeg {
  const running = new Set<Bun.Subprocess>()
  const probePath = join(dirname(path), basename(path).replace('ffmpeg', 'ffprobe'))
  const probeName = path.includes('/') ? probePath : 'ffprobe'
  let writes: Promise<boolean> | null = null
  return {
    path,
    async run(args, progress) {
      const common = [
        '-hide_banner',
        '-nostdin',
        '-loglevel',
        'error',
        ...(progress ? ['-progress', 'pipe:1', '-stats_period', '0.5'] : []),
      ]
      const child = Bun.spawn(['nice', '-n', '15', path, ...common, ...args], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
      running.add(child)
      try {
        const said = lastOf(child.stderr)
        const decoder = new TextDecoder()
        for await (const chunk of child.stdout)
          for (const [, us] of decoder.decode(chunk, { stream: true }).matchAll(/^out_time_us=(\d+)/gm)) progress?.(Number(us) / 1000)
        const code = await child.exited
        if (code !== 0) throw new FfmpegError(`ffmpeg ended with ${code}: ${await said}`)
      } finally {
        running.delete(child)
      }
    },
    async probe(file) {
      const entries = 'format=duration:stream=codec_type,width,height'
      const child = Bun.spawn([probeName, '-v', 'quiet', '-of', 'json', '-show_entries', entries, file], {
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: 'ignore',
      })
      const found = JSON.parse((await new Response(child.stdout).text()) || '{}') as Probed
      const durationMs = Number(found.format?.duration ?? 0) * 1000
      if (!(durationMs > 0)) return null
      const video = found.streams?.find(({ codec_type: kind }) => kind === 'video')
      return { durationMs, width: video?.width ?? null, height: video?.height ?? null }
    },
    writes() {
      return (writes ??= this.run(labelTrial).then(
        () => true,
        () => false,
      ))
    },
    stop() {
      for (const child of running) child.kill('SIGKILL')
    },
  }
}

type Probed = { format?: { duration?: string }; streams?: { codec_type: string; width?: number; height?: number }[] }

async function lastOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  let said = ''
  const decoder = new TextDecoder()
  for await (const chunk of stream) said = (said + decoder.decode(chunk, { stream: true })).slice(-1_000)
  return said.trim()
}

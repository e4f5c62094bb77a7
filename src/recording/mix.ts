import { join } from 'node:path'
import { label } from './label'
import { type Canvas, canvasFor, placements } from './layout'
import type { Timeline, Track } from './timeline'

const RATE = 25
const seconds = (ms: number): string => (ms / 1000).toFixed(3)

/** Files of browsers where the codec allows, so that a part can be looked at without a download. */
export const partType = ({ kind, codec }: Pick<Track, 'kind' | 'codec'>): { extension: string; contentType: string } =>
  /opus|vp8|vp9/i.test(codec) ? { extension: 'webm', contentType: `${kind}/webm` } : { extension: 'mkv', contentType: `${kind}/x-matroska` }

/** Copies a track as it was written, perhaps until a crash, into a file with an index and a length. */
export const mendArguments = (from: string, to: string): string[] => ['-i', from, '-map', '0', '-c', 'copy', '-y', to]

/** One picture size from beginning to end: simulcast and turned phones change it within a track, which no composition survives. */
export const evenArguments = (from: string, to: string, { width, height }: Canvas, threads: number): string[] => [
  ...['-i', from, '-map', '0:v:0', '-an'],
  ...[
    '-vf',
    `scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2,setsar=1,format=yuv420p`,
  ],
  ...['-vsync', 'vfr', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '17', '-threads', String(threads), '-y', to],
]

/**
 * Everything into one file: sound mixed, pictures composed, with the names of who is on them where ffmpeg can write, exactly as long as the
 * recording was. Null where there is nothing to mix.
 */
export function mixArguments(
  timeline: Timeline,
  folder: string,
  evened: ReadonlyMap<number, string>,
  to: string,
  { threads, names }: { readonly threads: number; readonly names: boolean },
): string[] | null {
  const { durationMs, tracks } = timeline
  const sounds = tracks.filter(({ kind }) => kind === 'audio')
  const pictures = tracks.filter(({ number, kind }) => kind === 'video' && evened.has(number))
  if (sounds.length + pictures.length === 0) return null
  const inputs = [...sounds.map(({ file }) => join(folder, file)), ...pictures.map(({ number }) => evened.get(number) ?? '')]
  const canvas = canvasFor(pictures)
  const graph = [
    ...(sounds.length > 0 ? soundGraph(sounds, durationMs) : []),
    ...(pictures.length > 0 ? pictureGraph({ pictures, firstInput: sounds.length, canvas, durationMs, names }) : []),
  ]
  const video = [
    '-map',
    '[picture]',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-crf',
    '23',
    '-pix_fmt',
    'yuv420p',
    '-r',
    String(RATE),
    '-g',
    String(RATE * 4),
  ]
  return [
    ...inputs.flatMap((path) => ['-i', path]),
    ...['-filter_complex_threads', String(threads), '-filter_complex', graph.join(';')],
    ...(sounds.length > 0 ? ['-map', '[sound]', '-c:a', 'aac', '-b:a', '128k', '-ar', '48000'] : []),
    ...(pictures.length > 0 ? video : []),
    ...['-threads', String(threads), '-t', seconds(durationMs), '-movflags', '+faststart', '-f', 'mp4', '-y', to],
  ]
}

function soundGraph(sounds: readonly Track[], durationMs: number): string[] {
  const each = sounds.map(({ from }, nth) => {
    // silence where packets are missing, at the beginning too
    const filled = `[${nth}:a]aresample=48000:async=1:min_hard_comp=0.05:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo`
    return `${filled},adelay=${Math.round(from)}:all=1[s${nth}]`
  })
  const all = sounds.map((_, nth) => `[s${nth}]`).join('')
  const end = `apad,atrim=end=${seconds(durationMs)}`
  return [
    ...each,
    sounds.length === 1
      ? `[s0]${end}[sound]`
      : `${all}amix=inputs=${sounds.length}:normalize=0:dropout_transition=0,alimiter,${end}[sound]`,
  ]
}

type Composition = {
  readonly pictures: readonly Track[]
  readonly firstInput: number
  readonly canvas: Canvas
  readonly durationMs: number
  readonly names: boolean
}

function pictureGraph({ pictures, firstInput, canvas, durationMs, names }: Composition): string[] {
  const placed = placements(pictures, canvas, durationMs)
  const graph = [`color=c=0x101114:s=${canvas.width}x${canvas.height}:r=${RATE}:d=${seconds(durationMs)},format=yuv420p[p0]`]
  let layers = 0
  pictures.forEach(({ number, from, name }, nth) => {
    const own = placed.filter(({ track }) => track === number)
    const shifted = `[${firstInput + nth}:v]setpts=PTS-STARTPTS+${seconds(from)}/TB`
    if (own.length === 0) return graph.push(`${shifted},nullsink`)
    graph.push(`${shifted},split=${own.length}${own.map((_, at) => `[v${number}_${at}]`).join('')}`)
    own.forEach(({ rect, spans }, at) => {
      const when = spans.map((span) => `between(t,${seconds(span.from)},${seconds(span.to)})`).join('+')
      graph.push(`[v${number}_${at}]scale=${rect.width}:${rect.height}${names ? label(name, rect) : ''}[w${number}_${at}]`)
      graph.push(`[p${layers}][w${number}_${at}]overlay=x=${rect.x}:y=${rect.y}:eof_action=pass:enable='${when}'[p${layers + 1}]`)
      layers += 1
    })
  })
  graph.push(`[p${layers}]null[picture]`)
  return graph
}

/** A picture for lists, from where something is to be seen. */
export const posterArguments = (from: string, to: string, durationMs: number): string[] => [
  ...['-ss', seconds(durationMs / 2), '-i', from, '-frames:v', '1', '-vf', 'scale=640:-2', '-q:v', '4', '-f', 'image2', '-y', to],
]

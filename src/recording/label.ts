import type { Rect } from './layout'

/** Longer names are cut, so that one does not run out of its tile. */
const LONGEST = 32

/** As an option of a filter within a graph: ffmpeg takes two layers of quotes off it ("Notes on filtergraph escaping" in its manual). */
const quoted = (text: string): string => text.replace(/[\\':]/g, '\\$&').replace(/[\\'[\],;]/g, '\\$&')

function written(name: string): string {
  // what has no shape would be drawn as boxes
  const clean = [...name.replace(/\p{C}/gu, '').trim()]
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1).join('')}…` : clean.join('')
}

/** The filter that writes a name into the corner of a tile; the empty string where there is none. */
export function label(name: string, { height }: Pick<Rect, 'height'>): string {
  const text = written(name)
  if (text === '') return ''
  const size = Math.min(28, Math.max(14, Math.round(height / 18)))
  const place = `x=${size}:y=h-${Math.round(size * 1.9)}:box=1:boxcolor=0x101114@0.7:boxborderw=${Math.round(size / 3)}`
  return `,drawtext=font=Sans:expansion=none:fontcolor=white:fontsize=${size}:${place}:text=${quoted(text)}`
}

/** Succeeds where ffmpeg has the filter, and finds a font for it. */
export const labelTrial: readonly string[] = [
  ...['-f', 'lavfi', '-i', 'color=s=64x32:d=0.04', '-vf', `null${label('A', { height: 32 })}`, '-frames:v', '1', '-f', 'null', '-'],
]

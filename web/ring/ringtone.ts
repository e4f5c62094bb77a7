import { soundNotes, type Speakers } from '#web/call/sounds'

/** A bell of two notes, three seconds apart; made here, so that nothing has to be loaded while somebody waits. */
const pattern = [
  { hertz: 659, at: 0 },
  { hertz: 784, at: 0.16 },
  { hertz: 659, at: 0.7 },
  { hertz: 784, at: 0.86 },
] as const
const everyMs = 3_000

const bell = { type: 'triangle', loudness: 0.12, seconds: 0.5 } as const

/** Rings until the function it answers is called. A page nobody has touched yet stays silent: browsers want it so. */
export function startRingtone(speakerId: string | null): () => void {
  const context: Speakers = new AudioContext()
  if (speakerId !== null) context.setSinkId?.(speakerId).catch(() => undefined)
  const once = (): void => {
    if (context.state !== 'running') return void context.resume().catch(() => undefined)
    soundNotes(context, pattern, bell)
  }
  once()
  const timer = setInterval(once, everyMs)
  return () => {
    clearInterval(timer)
    context.close().catch(() => undefined)
  }
}

import { soundNotes, type Speakers } from '#web/call/sounds'

/** Made here, so that nothing has to be loaded while somebody waits. */
const tones = {
  /** A call for me: a bell of two notes. */
  in: {
    notes: [
      { hertz: 659, at: 0 },
      { hertz: 784, at: 0.16 },
      { hertz: 659, at: 0.7 },
      { hertz: 784, at: 0.86 },
    ],
    voice: { type: 'triangle', loudness: 0.12, seconds: 0.5 },
    everyMs: 3_000,
  },
  /** My call, as a telephone says that it rings there. */
  out: { notes: [{ hertz: 425, at: 0 }], voice: { type: 'sine', loudness: 0.05, seconds: 1.2 }, everyMs: 4_000 },
} as const

export type Way = keyof typeof tones

/** Rings until the function it answers is called. A page nobody has touched yet stays silent: browsers want it so. */
export function startRinging(way: Way, speakerId: string | null): () => void {
  const { notes, voice, everyMs } = tones[way]
  const context: Speakers = new AudioContext()
  if (speakerId !== null) context.setSinkId?.(speakerId).catch(() => undefined)
  const once = (): void => {
    if (context.state !== 'running') return void context.resume().catch(() => undefined)
    soundNotes(context, notes, voice)
  }
  once()
  const timer = setInterval(once, everyMs)
  return () => {
    clearInterval(timer)
    context.close().catch(() => undefined)
  }
}

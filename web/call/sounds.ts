type Note = { readonly hertz: number; readonly at: number }
type Voice = { readonly type: OscillatorType; readonly loudness: number; readonly seconds: number }

const soft: Voice = { type: 'sine', loudness: 0.09, seconds: 0.32 }

const tunes = {
  join: [
    { hertz: 440, at: 0 },
    { hertz: 587, at: 0.11 },
  ],
  leave: [
    { hertz: 587, at: 0 },
    { hertz: 440, at: 0.11 },
  ],
  test: [
    { hertz: 440, at: 0 },
    { hertz: 554, at: 0.18 },
    { hertz: 659, at: 0.36 },
    { hertz: 880, at: 0.54 },
  ],
} as const satisfies Record<string, readonly Note[]>

export type Speakers = AudioContext & { setSinkId?: (id: string) => Promise<void> }

/** Plays a few soft notes, on the chosen speakers where the browser lets us choose. */
export async function playTune(tune: keyof typeof tunes, speakerId: string | null = null): Promise<void> {
  const context: Speakers = new AudioContext()
  try {
    if (speakerId !== null) await context.setSinkId?.(speakerId).catch(() => undefined)
    const notes = tunes[tune]
    soundNotes(context, notes, soft)
    await new Promise((resolve) => setTimeout(resolve, (notes.at(-1)?.at ?? 0) * 1_000 + 450))
  } finally {
    await context.close()
  }
}

/** Lets notes sound now; each rises at once and dies away over the voice's seconds. */
export function soundNotes(context: AudioContext, notes: readonly Note[], { type, loudness, seconds }: Voice): void {
  const start = context.currentTime + 0.03
  for (const { hertz, at } of notes) {
    const tone = new OscillatorNode(context, { type, frequency: hertz })
    const volume = new GainNode(context, { gain: 0 })
    volume.gain.setValueAtTime(0, start + at)
    volume.gain.linearRampToValueAtTime(loudness, start + at + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0005, start + at + seconds)
    tone.connect(volume).connect(context.destination)
    tone.start(start + at)
    tone.stop(start + at + seconds + 0.02)
  }
}

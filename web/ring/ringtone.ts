/** A bell of two notes, three seconds apart; made here, so that nothing has to be loaded while somebody waits. */
const pattern = [
  { hertz: 659, at: 0 },
  { hertz: 784, at: 0.16 },
  { hertz: 659, at: 0.7 },
  { hertz: 784, at: 0.86 },
] as const
const everyMs = 3_000

type Speakers = AudioContext & { setSinkId?: (id: string) => Promise<void> }

/** Rings until the function it answers is called. A page nobody has touched yet stays silent: browsers want it so. */
export function startRingtone(speakerId: string | null): () => void {
  const context: Speakers = new AudioContext()
  if (speakerId !== null) context.setSinkId?.(speakerId).catch(() => undefined)
  const once = (): void => {
    if (context.state !== 'running') return void context.resume().catch(() => undefined)
    const start = context.currentTime + 0.03
    for (const { hertz, at } of pattern) {
      const tone = new OscillatorNode(context, { type: 'triangle', frequency: hertz })
      const volume = new GainNode(context, { gain: 0 })
      volume.gain.setValueAtTime(0, start + at)
      volume.gain.linearRampToValueAtTime(0.12, start + at + 0.02)
      volume.gain.exponentialRampToValueAtTime(0.0005, start + at + 0.5)
      tone.connect(volume).connect(context.destination)
      tone.start(start + at)
      tone.stop(start + at + 0.52)
    }
  }
  once()
  const timer = setInterval(once, everyMs)
  return () => {
    clearInterval(timer)
    context.close().catch(() => undefined)
  }
}

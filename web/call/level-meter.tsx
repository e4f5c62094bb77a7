import Mic from 'lucide-react/icons/mic'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

/** How loud the microphone is: a bar that moves with the voice, drawn without drawing the page again. */
export function LevelMeter({ stream }: { stream: MediaStream | null }) {
  const { t } = useTranslation()
  const bar = useRef<HTMLSpanElement>(null)
  const track = stream?.getAudioTracks()[0]

  useEffect(() => {
    if (track === undefined) return
    const context = new AudioContext()
    const ear = new AnalyserNode(context, { fftSize: 512 })
    context.createMediaStreamSource(new MediaStream([track])).connect(ear)
    const samples = new Float32Array(ear.fftSize)
    let shown = 0
    let frame = 0
    const draw = () => {
      ear.getFloatTimeDomainData(samples)
      let sum = 0
      for (const sample of samples) sum += sample * sample
      const decibels = 10 * Math.log10(sum / samples.length + 1e-9)
      const level = Math.min(1, Math.max(0, (decibels + 60) / 50))
      shown = Math.max(level, shown * 0.92)
      // the property that scale-x-0 sets
      if (bar.current !== null) bar.current.style.scale = `${shown.toFixed(3)} 1`
      frame = requestAnimationFrame(draw)
    }
    frame = requestAnimationFrame(draw)
    return () => {
      cancelAnimationFrame(frame)
      void context.close()
    }
  }, [track])

  return (
    <span role="img" aria-label={t('call.level')} data-testid="level" className="flex items-center gap-2">
      <Mic aria-hidden className="size-4 shrink-0 text-soft" />
      <span className="h-1.5 flex-1 overflow-hidden rounded-full bg-pressed">
        <span ref={bar} className="block h-full origin-left scale-x-0 rounded-full bg-success" />
      </span>
    </span>
  )
}

import { useEffect, useRef, useState } from 'react'
import type { Speakers } from './sounds'

/**
 * Plays a stream louder than an <audio> element can; true while it does, and the element must be silent then. It goes on being played
 * there, because a stream that no element plays brings no sound into WebAudio.
 */
export function useBoost(stream: MediaStream, volume: number, speakerId: string | null): boolean {
  const wanted = volume > 1
  // the stream stays when the call moves, its track does not
  const track = stream.getAudioTracks()[0]
  const gain = useRef<GainNode | null>(null)
  const [on, setOn] = useState(false)

  useEffect(() => {
    if (!wanted || track === undefined) return
    const context: Speakers = new AudioContext()
    const louder = new GainNode(context)
    context
      .createMediaStreamSource(new MediaStream([track]))
      .connect(louder)
      .connect(context.destination)
    if (speakerId !== null) void context.setSinkId?.(speakerId).catch(() => undefined)
    gain.current = louder
    setOn(true)
    return () => {
      gain.current = null
      setOn(false)
      void context.close()
    }
  }, [track, wanted, speakerId])

  useEffect(() => {
    if (gain.current !== null) gain.current.gain.value = volume
  }, [volume, on])

  return on
}

import { useEffect, useRef } from 'react'
import { usePreferences } from '#web/preferences'
import { useBoost } from './use-boost'
import { useVolume } from './volumes'

type RemoteAudioProps = { stream: MediaStream; userId: string; muted: boolean }

/** Plays one person's voice. Lives outside of the stage, so that leaving the room's page does not silence anybody. */
export function RemoteAudio({ stream, userId, muted }: RemoteAudioProps) {
  const { speakerId } = usePreferences()
  const volume = useVolume(userId)
  const player = useRef<HTMLAudioElement>(null)
  const boosted = useBoost(stream, muted ? 0 : volume, speakerId)

  useEffect(() => {
    const element = player.current
    if (element === null) return
    element.srcObject = stream
    // a browser that wants a touch first gets its chance with the next one
    const play = () => void element.play().then(settle, () => undefined)
    const settle = () => document.removeEventListener('pointerdown', play)
    document.addEventListener('pointerdown', play)
    play()
    return () => {
      settle()
      element.srcObject = null
    }
  }, [stream])

  useEffect(() => {
    // choosing speakers is not everywhere; a speaker that is gone falls back to the system's
    player.current?.setSinkId?.(speakerId ?? '').catch(() => undefined)
  }, [speakerId])

  useEffect(() => {
    if (player.current !== null) player.current.volume = Math.min(1, volume)
  }, [volume])

  return <audio ref={player} autoPlay muted={muted || boosted} data-testid="remote-audio" />
}

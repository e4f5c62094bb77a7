import { useEffect } from 'react'
import { usePreferences } from '#web/preferences'
import { startRingtone } from './ringtone'

/** The bell, while something rings aloud; Settings turns it off. */
export function useRingtone(aloud: boolean): void {
  const { ringtone, speakerId } = usePreferences()
  useEffect(() => {
    if (!aloud || !ringtone) return undefined
    return startRingtone(speakerId)
  }, [aloud, ringtone, speakerId])
}

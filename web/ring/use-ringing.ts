import { useEffect } from 'react'
import { usePreferences } from '#web/preferences'
import { startRinging, type Way } from './ringing'

/** The bell of a call for me, or the tone of my own, while it is so; Settings turns them off. */
export function useRinging(way: Way, rings: boolean): void {
  const { ringtone, callSounds, speakerId } = usePreferences()
  const wanted = way === 'in' ? ringtone : callSounds
  useEffect(() => {
    if (!rings || !wanted) return undefined
    return startRinging(way, speakerId)
  }, [way, rings, wanted, speakerId])
}

import { useEffect, useRef } from 'react'
import { preferences } from '#web/preferences'
import type { Desk } from './desk'
import { playTune } from './sounds'

/** A soft sound when somebody comes or goes, me included; Settings turns it off. */
export function useCallSounds(call: Desk['call']): void {
  const count = call === null || call.state === 'joining' ? 0 : call.participants.length
  const before = useRef(count)
  useEffect(() => {
    const was = before.current
    before.current = count
    const { callSounds, speakerId } = preferences()
    if (count === was || !callSounds) return
    playTune(count > was ? 'join' : 'leave', speakerId).catch(() => undefined)
  }, [count])
}

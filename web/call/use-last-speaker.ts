import { useEffect, useState } from 'react'
import type { CallSnapshot } from '#sdk/calls/snapshot'

/** The participant other than me who spoke last; changes only when another one speaks. */
export function useLastSpeaker({ participants, speaker, participantId }: CallSnapshot): string | null {
  const [last, setLast] = useState<string | null>(null)
  const dominant = speaker !== participantId ? speaker : null
  const now = dominant ?? participants.find((one) => one.speaking && !one.self)?.participantId ?? null
  const held = participants.some((one) => one.participantId === last && one.speaking)
  useEffect(() => {
    if (now !== null && (dominant !== null || !held)) setLast(now)
  }, [now, dominant, held])
  return last
}

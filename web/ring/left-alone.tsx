import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import type { Desk } from '#web/call/desk'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { toast } from '#web/ui/toast'

type Live = NonNullable<Desk['call']>

/** Who stayed behind in a direct call, and calls again from here. */
export function LeftAlone({ call, room }: { call: Live; room: Room | null }) {
  const { t } = useTranslation()
  const client = useClient()
  const { calling } = useValue(client.calls.rings)
  const { callId, participants, state } = call
  const alone = participants.length === 1
  const [met, setMet] = useState(false)
  useEffect(() => {
    if (participants.length > 1) setMet(true)
  }, [participants.length])
  const rings = calling !== null && calling.callId === callId && (calling.people.length > 0 || calling.unreached.length > 0)
  const others = room?.with ?? []
  if (!met || !alone || rings || state !== 'live' || callId === null || others.length === 0) return null
  const again = () =>
    void client.calls
      .invite(
        callId,
        others.map(({ id }) => id),
      )
      .catch((error: unknown) => toast(failureText(t, error)))
  return (
    <p role="status" className="flex items-center justify-center gap-2 pt-2 text-center text-sm">
      {t('call.aloneDirect')}
      <Button tone="stage" onClick={again}>
        {t('ring.again')}
      </Button>
    </p>
  )
}

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock } from '#web/i18n/dates'
import type { Desk } from './desk'

/** "Joining…", "Connecting again…", or how long the call has lasted. */
export function CallState({ call }: { call: NonNullable<Desk['call']> }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  if (call.state === 'joining') return t('call.joining')
  if (call.state === 'reconnecting') return t('call.reconnecting')
  return <span className="tabular-nums">{call.startedAt === null ? t('call.live') : clock(now - call.startedAt)}</span>
}

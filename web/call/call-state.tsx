import { useTranslation } from 'react-i18next'
import type { Desk } from './desk'
import { Elapsed } from './elapsed'

/** "Joining…", "Connecting again…", or how long the call has lasted. */
export function CallState({ call }: { call: NonNullable<Desk['call']> }) {
  const { t } = useTranslation()
  if (call.state === 'joining') return t('call.joining')
  if (call.state === 'reconnecting') return t('call.reconnecting')
  return call.startedAt === null ? t('call.live') : <Elapsed since={call.startedAt} />
}

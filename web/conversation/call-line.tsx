import Phone from 'lucide-react/icons/phone'
import PhoneMissed from 'lucide-react/icons/phone-missed'
import { useTranslation } from 'react-i18next'
import type { CallRecord } from '#protocol/http/calls'
import type { Room } from '#protocol/models'
import { clock, timeOf } from '#web/i18n/dates'
import { cx } from '#web/ui/cx'

/** A call that is over, said quietly between the messages: how long, how many; in a direct room also that nobody answered. */
export function CallLine({ call, room, me }: { call: CallRecord; room: Room; me: string }) {
  const { t, i18n } = useTranslation()
  const count = call.participants.length
  const alone = room.kind === 'direct' && count <= 1
  const missed = alone && call.startedBy?.id !== me
  const Icon = alone ? PhoneMissed : Phone
  const text = missed
    ? t('ring.lineMissed', { name: call.startedBy?.name ?? '' })
    : alone
      ? t('ring.lineNoAnswer')
      : t('ring.line', { count, duration: clock(call.durationMs ?? 0) })
  return (
    <p data-testid="call-line" className="flex items-center justify-center gap-2 px-5 py-2 text-center text-sm text-soft">
      <Icon aria-hidden className={cx('size-4 shrink-0', missed && 'text-danger')} />
      <span>{text}</span>
      <span className="text-xs text-faint">{timeOf(call.endedAt ?? call.startedAt, i18n.language)}</span>
    </p>
  )
}

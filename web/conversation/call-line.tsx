import Phone from 'lucide-react/icons/phone'
import PhoneMissed from 'lucide-react/icons/phone-missed'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallRecord } from '#protocol/http/calls'
import type { Room, RoomFile } from '#protocol/models'
import { useClient, useValue } from '#web/client'
import { PlayerDialog } from '#web/files/player-dialog'
import { clock, timeOf } from '#web/i18n/dates'
import { Link } from '#web/link'
import { mayModerate } from '#web/rooms/rights'
import { cx } from '#web/ui/cx'

const link = 'font-medium text-accent underline underline-offset-4'

type CallLineProps = { call: CallRecord; recordings: readonly RoomFile[]; room: Room; me: string }

/**
 * A call that is over, said quietly between the messages: how long, how many; in a direct room also that nobody answered. Its recordings
 * play from here, and those who may see how it went.
 */
export function CallLine({ call, recordings, room, me }: CallLineProps) {
  const { t, i18n } = useTranslation()
  const account = useValue(useClient().accounts)
  const [playing, setPlaying] = useState<string | null>(null)
  const played = recordings.find(({ id }) => id === playing)
  const inspects = account.status === 'signed-in' && mayModerate(account.user, room.myRole) && room.kind !== 'direct'
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
    <div data-testid="call-line" className="flex flex-wrap items-center justify-center gap-x-2 px-5 py-2 text-center text-sm text-soft">
      <Icon aria-hidden className={cx('size-4 shrink-0', missed && 'text-danger')} />
      <span>{text}</span>
      <span className="text-xs text-faint">{timeOf(call.endedAt ?? call.startedAt, i18n.language)}</span>
      {recordings.map((file, nth) => (
        <button key={file.id} type="button" className={link} onClick={() => setPlaying(file.id)}>
          {recordings.length > 1 ? t('files.recordingNth', { nth: nth + 1 }) : t('files.recording')}
        </button>
      ))}
      {inspects && (
        <Link href={`/call-quality/${call.id}`} className={link}>
          {t('quality.link')}
        </Link>
      )}
      {played !== undefined && <PlayerDialog file={played} onClose={() => setPlaying(null)} />}
    </div>
  )
}

import Phone from 'lucide-react/icons/phone'
import { memo, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import { useClient, useValue } from '#web/client'
import { RoomIcon } from '#web/direct/room-icon'
import { roomTitle } from '#web/direct/room-title'
import { Link } from '#web/link'
import { roomPath } from '#web/router'
import { cx } from '#web/ui/cx'
import { Badge } from '#web/ui/states'

/** One room: bold when unread, a badge when somebody named me, a phone while people talk. */
export const RoomRow = memo(function RoomRow({ room, current }: { room: Room; current: boolean }) {
  const { t } = useTranslation()
  const { call, presence } = useValue(useClient().rooms.room(room.id))
  const member = room.myRole !== null
  const unread = member && room.unread > 0 && !current
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // among many rooms the one that is open is in sight, wherever it was opened from
    if (current) row.current?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return (
    <li ref={row} data-unread={unread || undefined}>
      <Link
        href={roomPath(room.slug)}
        aria-current={current ? 'page' : undefined}
        className={cx(
          'group flex h-rail-row items-center gap-2.5 rounded px-2.5 text-sm transition-colors',
          current ? 'bg-pressed text-ink' : 'hover:bg-raised',
          unread ? 'font-semibold text-ink' : 'text-soft hover:text-ink',
        )}
      >
        <RoomIcon room={room} presence={presence} />
        <span className="relative min-w-0 flex-1 truncate">
          {roomTitle(t, room)}
          {room.visibility === 'private' && room.kind !== 'direct' && <span className="sr-only">, {t('rail.private')}</span>}
        </span>
        {call !== null && (
          <span className="flex items-center text-success">
            <Phone aria-hidden className="size-3.5" />
            <span className="sr-only">{t('rail.inCall')}</span>
          </span>
        )}
        {!member && (
          <span aria-hidden className="text-xs font-medium text-accent">
            {t('rail.join')}
          </span>
        )}
        {unread && room.mentions > 0 && <Badge label={t('rail.mentions', { count: room.mentions })}>{`@${room.mentions}`}</Badge>}
        {unread && room.mentions === 0 && (
          <Badge quiet label={t('rail.unread', { count: room.unread })}>
            {room.unread > 99 ? '99+' : room.unread}
          </Badge>
        )}
      </Link>
    </li>
  )
})

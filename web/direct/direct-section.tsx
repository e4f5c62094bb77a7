import SquarePen from 'lucide-react/icons/square-pen'
import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import { RoomRow } from '#web/rail/room-row'
import { IconButton } from '#web/ui/button'
import { NewMessage } from './new-message'

/** My direct conversations, in the order they are given, and the way to a new one. */
export function DirectSection({ rooms, current }: { rooms: readonly Room[]; current: string | null }) {
  const { t } = useTranslation()
  return (
    <section className="mt-2 mb-3">
      <div className="flex items-center justify-between pl-2.5">
        <h2 className="text-xs font-medium text-faint">{t('direct.title')}</h2>
        <NewMessage
          trigger={
            <IconButton label={t('direct.new')}>
              <SquarePen aria-hidden className="size-4" />
            </IconButton>
          }
        />
      </div>
      {rooms.length === 0 && <p className="px-2.5 py-1 text-sm text-faint">{t('direct.none')}</p>}
      <ul>
        {rooms.map((room) => (
          <RoomRow key={room.id} room={room} current={room.slug === current} />
        ))}
      </ul>
    </section>
  )
}

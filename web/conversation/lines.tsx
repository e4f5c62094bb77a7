import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import type { RoomSnapshot } from '#sdk/rooms/snapshots'
import { isNotes } from '#web/direct/room-title'
import { dayOf } from '#web/i18n/dates'
import { Button } from '#web/ui/button'
import { Bone } from '#web/ui/states'

/** In CSS pixels, as their classes make them. */
export const lineHeight = { older: 64, new: 32, day: 40 } as const

export function DayLine({ at }: { at: string }) {
  const { i18n } = useTranslation()
  return (
    <div className="flex items-center gap-3 px-5 pt-5 pb-1">
      <span aria-hidden className="h-px flex-1 bg-line" />
      <h2 className="text-xs font-medium text-faint">{dayOf(at, i18n.language)}</h2>
      <span aria-hidden className="h-px flex-1 bg-line" />
    </div>
  )
}

export function NewLine() {
  const { t } = useTranslation()
  return (
    <div className="flex items-center gap-3 px-5 pt-3 pb-1" data-testid="new-line">
      <span aria-hidden className="h-px flex-1 bg-accent" />
      <h2 className="text-xs font-semibold text-accent">{t('history.new')}</h2>
      <span aria-hidden className="h-px flex-1 bg-accent" />
    </div>
  )
}

/** Over messages that older ones come before: they are on their way, or could not be had. As high as `lineHeight.older`, whatever it shows. */
export function OlderLine({ snapshot, onRetry }: { snapshot: RoomSnapshot; onRetry: () => void }) {
  const { t } = useTranslation()
  if (snapshot.olderError !== null) {
    return (
      <p role="alert" className="flex h-16 items-center justify-center gap-3 px-5 text-sm text-soft">
        {t('history.olderFailed')}
        <Button onClick={onRetry}>{t('retry')}</Button>
      </p>
    )
  }
  return (
    <div className="flex h-16 items-center gap-3 px-5">
      <span className="sr-only">{t('history.older')}</span>
      <Bone className="size-9 shrink-0 rounded-full" />
      <span className="flex flex-1 flex-col gap-2">
        <Bone className="h-3 w-28" />
        <Bone className="h-3 w-[45%]" />
      </span>
    </div>
  )
}

/** Where the room begins. */
export function Beginning({ room, empty }: { room: Room; empty: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="px-5 pt-8 pb-2">
      <p className="text-lg font-semibold">
        {isNotes(room) ? t('direct.notes') : t(room.kind === 'direct' ? 'direct.begins' : 'history.start', { name: room.name })}
      </p>
      {isNotes(room) && <p className="mt-0.5 text-soft">{t('direct.notesNote')}</p>}
      {room.topic !== '' && <p className="mt-0.5 text-soft">{room.topic}</p>}
      {empty && !isNotes(room) && <p className="mt-0.5 text-soft">{t('history.empty')}</p>}
    </div>
  )
}

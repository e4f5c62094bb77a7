import PhoneOff from 'lucide-react/icons/phone-off'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import { useClient, useValue } from '#web/client'
import { Link } from '#web/link'
import { navigate, roomPath } from '#web/router'
import { Button } from '#web/ui/button'
import { Page } from '#web/ui/page'
import { Empty } from '#web/ui/states'
import { useDesk } from './desk'

/** Calls that are on in my rooms. */
export function CallsPage() {
  const { t } = useTranslation()
  const live = useLiveRooms()
  return (
    <Page title={t('rail.calls')}>
      {live.length === 0 ? (
        <div className="flex py-16">
          <Empty icon={<PhoneOff aria-hidden className="size-6" />} title={t('call.none')} note={t('call.noneNote')}>
            <Button onClick={() => navigate('/')}>{t('rail.rooms')}</Button>
          </Empty>
        </div>
      ) : (
        <ul className="divide-y divide-line">
          {live.map((room) => (
            <LiveCall key={room.id} room={room} />
          ))}
        </ul>
      )}
    </Page>
  )
}

function LiveCall({ room }: { room: Room }) {
  const { t } = useTranslation()
  const desk = useDesk()
  const store = useClient().rooms.room(room.id)
  const { call } = useValue(store)
  useEffect(() => void store.askCall(), [store])
  const count = call?.participants.length ?? 0
  const mine = desk.call?.roomId === room.id
  return (
    <li className="flex min-h-16 items-center gap-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{room.name}</p>
        {count > 0 && <p className="text-sm text-soft">{t('call.people', { count })}</p>}
        {call?.callId && (room.myRole === 'owner' || room.myRole === 'moderator') && (
          <Link href={`/call-quality/${call.callId}`} className="text-sm font-medium text-accent underline underline-offset-4">
            {t('quality.link')}
          </Link>
        )}
      </div>
      <Button
        tone={mine ? 'line' : 'primary'}
        onClick={() => {
          navigate(roomPath(room.slug))
          if (mine) desk.setStage(true)
          else desk.ask(room.id)
        }}
      >
        {mine ? t('call.toRoom') : t('call.join')}
      </Button>
    </li>
  )
}

function useLiveRooms(): readonly Room[] {
  const client = useClient()
  const { rooms } = useValue(client.rooms)
  const mine = useMemo(() => rooms.filter((room) => room.myRole !== null), [rooms])
  const ids = useSyncExternalStore(
    (listener) => {
      const ends = mine.map((room) => client.rooms.room(room.id).subscribe(listener))
      return () => ends.forEach((end) => end())
    },
    () =>
      mine
        .filter((room) => client.rooms.room(room.id).getSnapshot().call !== null)
        .map((room) => room.id)
        .join(' '),
  )
  return useMemo(() => mine.filter((room) => ids.split(' ').includes(room.id)), [mine, ids])
}

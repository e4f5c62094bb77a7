import MessagesSquare from 'lucide-react/icons/messages-square'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/models'
import { useClient, useValue } from './client'
import { preferences } from './preferences'
import { CreateRoom } from './rooms/create-room'
import { navigate, roomPath } from './router'
import { Button } from './ui/button'
import { Empty } from './ui/states'

/** Beside the rail with no room open: goes to the last one, or says where to begin. */
export function Home({ user }: { user: User }) {
  const { t } = useTranslation()
  const { rooms, status } = useValue(useClient().rooms)
  const mine = rooms.filter((room) => room.myRole !== null)
  const open = rooms.filter((room) => room.myRole === null)
  const next = mine.find((room) => room.slug === preferences().lastRoom) ?? mine.find((room) => room.kind !== 'direct')

  useEffect(() => {
    if (next !== undefined) navigate(roomPath(next.slug), 'replace')
  }, [next])

  if (status !== 'ready' || next !== undefined) return null
  const icon = <MessagesSquare aria-hidden className="size-6" />
  if (open.length > 0) {
    return (
      <Empty page icon={icon} title={t('firstRun.roomsTitle')} note={t('firstRun.roomsNote')}>
        {open.slice(0, 6).map((room) => (
          <Button key={room.id} onClick={() => navigate(roomPath(room.slug))}>
            {room.name}
          </Button>
        ))}
      </Empty>
    )
  }
  return (
    <Empty page icon={icon} title={t('rail.none')} note={user.role === 'user' ? t('rail.noneNote') : t('rail.noneAdmin')}>
      {user.role !== 'user' && <CreateRoom trigger={<Button tone="primary">{t('rail.create')}</Button>} />}
    </Empty>
  )
}

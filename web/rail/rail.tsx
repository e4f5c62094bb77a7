import Plus from 'lucide-react/icons/plus'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room, User } from '#protocol/models'
import { CallDock } from '#web/call/call-dock'
import { useClient, useValue } from '#web/client'
import { DirectSection } from '#web/direct/direct-section'
import { CreateRoom } from '#web/rooms/create-room'
import type { Route } from '#web/router'
import { IconButton } from '#web/ui/button'
import { cx } from '#web/ui/cx'
import { Logo } from '#web/ui/logo'
import { Bone, Failed, Loading } from '#web/ui/states'
import { MeRow } from './me-row'
import { RoomRow } from './room-row'
import { UnreadOutOfSight } from './unread-out-of-sight'

/** Unread first, then by name as people count: 2 before 10. */
export function railOrder(rooms: readonly Room[]): Room[] {
  return rooms.toSorted((a, b) => Number(b.unread > 0) - Number(a.unread > 0) || a.name.localeCompare(b.name, undefined, { numeric: true }))
}

/** The rooms, the direct conversations, the call dock and me. On a phone it is the whole page, and rooms and conversations are two. */
export function Rail({ user, route, wide }: { user: User; route: Route; wide: boolean }) {
  const { t } = useTranslation()
  const client = useClient()
  const snapshot = useValue(client.rooms)
  const list = useRef<HTMLElement>(null)
  const live = snapshot.rooms.filter((room) => room.archivedAt === null)
  const direct = live.filter((room) => room.kind === 'direct')
  const mine = live.filter((room) => room.myRole !== null && room.kind !== 'direct')
  const open = live.filter((room) => room.myRole === null)
  const archived = snapshot.rooms.filter((room) => room.archivedAt !== null && room.myRole !== null)
  const current = route.page === 'room' ? route.slug : null

  const part = wide ? (route.page === 'direct' ? 'direct' : 'rooms') : 'all'
  const Place = wide ? 'main' : 'div'
  const Name = wide ? 'h1' : 'span'

  return (
    <Place
      id={wide ? 'main' : undefined}
      className={cx('flex min-h-0 flex-col bg-ground', wide ? 'min-w-0 flex-1' : 'w-rail shrink-0 border-r border-line')}
    >
      <header className="flex h-14 shrink-0 items-center justify-between gap-2 pr-3 pl-4">
        <span className="flex items-center gap-2.5">
          <Logo className="size-7" />
          <Name className="font-semibold">{t('name')}</Name>
        </span>
        {user.role !== 'user' && (
          <CreateRoom
            trigger={
              <IconButton label={t('rail.create')}>
                <Plus aria-hidden className="size-5" />
              </IconButton>
            }
          />
        )}
      </header>
      <div className="relative flex min-h-0 flex-1 flex-col">
        <nav ref={list} aria-label={t('rail.label')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
          {snapshot.status === 'loading' && <RailBones />}
          {snapshot.status === 'failed' && <Failed title={t('rail.failed')} onRetry={() => void client.rooms.reload()} />}
          {snapshot.status === 'ready' && (
            <>
              {part !== 'direct' && (
                <>
                  <Section title={t('rail.rooms')} rooms={mine} current={current} />
                  {mine.length === 0 && <p className="px-2.5 py-1 text-sm text-faint">{t('rail.none')}</p>}
                </>
              )}
              {part !== 'rooms' && <DirectSection rooms={railOrder(direct)} current={current} />}
              {part !== 'direct' && (
                <>
                  {open.length > 0 && <Section title={t('rail.open')} rooms={open} current={current} />}
                  {archived.length > 0 && <Section title={t('rail.archive')} rooms={archived} current={current} />}
                </>
              )}
            </>
          )}
        </nav>
        <UnreadOutOfSight list={list} rooms={snapshot.rooms} />
      </div>
      {!wide && <CallDock />}
      {!wide && <MeRow user={user} />}
    </Place>
  )
}

function Section({ title, rooms, current }: { title: string; rooms: readonly Room[]; current: string | null }) {
  return (
    <section className="mt-2 mb-3">
      <h2 className="px-2.5 pb-1 text-xs font-medium text-faint">{title}</h2>
      <ul>
        {railOrder(rooms).map((room) => (
          <RoomRow key={room.id} room={room} current={room.slug === current} />
        ))}
      </ul>
    </section>
  )
}

function RailBones() {
  const { t } = useTranslation()
  return (
    <Loading label={t('loading')}>
      {['w-24', 'w-32', 'w-20', 'w-28', 'w-36'].map((width) => (
        <span key={width} className="flex h-rail-row items-center gap-2.5 px-2.5">
          <Bone className="size-4" />
          <Bone className={cx('h-3', width)} />
        </span>
      ))}
    </Loading>
  )
}

import type { TFunction } from 'i18next'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/models'
import { AdminPage } from '#web/admin/admin-page'
import { CallBar } from '#web/call/call-bar'
import { CallsPage } from '#web/call/calls-page'
import { CallDesk } from '#web/call/call-desk'
import { useClient, useValue } from './client'
import { DoctorPage } from './doctor/doctor-page'
import { ConnectionBanner } from './connection-banner'
import { DirectPage } from './direct/direct-page'
import { roomTitle } from './direct/room-title'
import { Home } from './home'
import { BottomBar } from './rail/bottom-bar'
import { QualityPage } from './quality/quality-page'
import { Rail } from './rail/rail'
import { RoomPage } from './rooms/room-page'
import { navigate, type Route } from './router'
import { SettingsPage } from './settings/settings-page'
import { Button } from './ui/button'
import { ErrorBoundary } from './ui/error-boundary'
import { Empty } from './ui/states'
import { useFreshAccount } from './use-fresh-account'
import { useFreshRooms } from './use-fresh-rooms'
import { useIdle } from './use-idle'
import { useTablet } from './use-wide'

/** The signed-in page: rail, one main place, and the call wherever the person reads. */
export function Shell({ user, route }: { user: User; route: Route }) {
  const { t } = useTranslation()
  const tablet = useTablet()
  const inRoom = route.page === 'room'
  const inRail = route.page === 'home' || route.page === 'direct'
  useIdle()
  useFreshAccount()
  useFreshRooms(JSON.stringify(route))
  useTitle(route)
  const main = (
    <ErrorBoundary area={route.page} resetKey={JSON.stringify(route)}>
      {page()}
    </ErrorBoundary>
  )

  return (
    <CallDesk>
      <a
        href="#main"
        className="sr-only z-50 rounded bg-paper px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('rail.skip')}
      </a>
      <div className="flex h-full flex-col">
        <ConnectionBanner />
        <div className="flex min-h-0 flex-1">
          {(tablet || inRail) && (
            <ErrorBoundary area="rail">
              <Rail user={user} route={route} wide={!tablet} />
            </ErrorBoundary>
          )}
          {(tablet || !inRail) && (
            <main id="main" tabIndex={-1} className="relative flex min-w-0 flex-1 flex-col bg-paper outline-none">
              {main}
            </main>
          )}
        </div>
        {!tablet && <CallBar route={route} />}
        {!tablet && !inRoom && <BottomBar route={route} />}
      </div>
    </CallDesk>
  )

  function page() {
    switch (route.page) {
      case 'room':
        return <RoomPage key={route.slug} slug={route.slug} user={user} />
      case 'settings':
        return <SettingsPage user={user} />
      case 'admin':
        return <AdminPage user={user} />
      case 'calls':
        return <CallsPage />
      case 'direct':
        return <DirectPage />
      case 'call-quality':
        return <QualityPage key={route.callId} callId={route.callId} />
      case 'call-check':
        return <DoctorPage />
      case 'home':
      case 'sign-in':
      case 'sign-up':
        return <Home user={user} />
      case 'lost':
        return (
          <Empty page title={t('lost.title')} note={t('lost.note')}>
            <Button onClick={() => navigate('/')}>{t('lost.home')}</Button>
          </Empty>
        )
      default:
        return route satisfies never
    }
  }
}

function pageTitle(t: TFunction, route: Route): string | undefined {
  switch (route.page) {
    case 'settings':
      return t('settings.title')
    case 'admin':
      return t('admin.title')
    case 'calls':
      return t('rail.calls')
    case 'direct':
      return t('direct.title')
    case 'call-quality':
      return t('quality.title')
    case 'call-check':
      return t('doctor.title')
    case 'lost':
      return t('lost.title')
    default:
      return undefined
  }
}

/** The tab's title: the place, and how much is unread everywhere. */
function useTitle(route: Route): void {
  const { t } = useTranslation()
  const { rooms } = useValue(useClient().rooms)
  const unread = rooms.reduce((sum, room) => sum + (room.myRole === null ? 0 : room.unread), 0)
  const room = route.page === 'room' ? rooms.find((one) => one.slug === route.slug) : undefined
  const place = room === undefined ? pageTitle(t, route) : roomTitle(t, room)
  const ringing = useValue(useClient().calls.rings).incoming.find(({ quiet }) => !quiet)?.from.name
  useEffect(() => {
    const title = place === undefined ? t('name') : `${place} · ${t('name')}`
    document.title = ringing !== undefined ? t('ring.title', { name: ringing }) : unread > 0 ? `(${unread}) ${title}` : title
  }, [place, unread, ringing, t])
}

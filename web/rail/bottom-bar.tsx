import MessageSquare from 'lucide-react/icons/message-square'
import MessagesSquare from 'lucide-react/icons/messages-square'
import Phone from 'lucide-react/icons/phone'
import UserRound from 'lucide-react/icons/user-round'
import { useTranslation } from 'react-i18next'
import { useClient, useValue } from '#web/client'
import { Link } from '#web/link'
import type { Route } from '#web/router'
import { cx } from '#web/ui/cx'
import { Badge } from '#web/ui/states'

/** The phone's way around: rooms, direct conversations, calls, me. What is unread behind another of them is counted on it. */
export function BottomBar({ route }: { route: Route }) {
  const { t } = useTranslation()
  const { rooms } = useValue(useClient().rooms)
  const unread = (direct: boolean) =>
    rooms.reduce((sum, room) => sum + (room.myRole !== null && (room.kind === 'direct') === direct ? room.unread : 0), 0)
  const places = [
    { href: '/', page: 'home', name: t('rail.rooms'), Icon: MessagesSquare, count: unread(false) },
    { href: '/direct', page: 'direct', name: t('direct.short'), Icon: MessageSquare, count: unread(true) },
    { href: '/calls', page: 'calls', name: t('rail.calls'), Icon: Phone, count: 0 },
    { href: '/settings', page: 'settings', name: t('rail.me'), Icon: UserRound, count: 0 },
  ] as const
  return (
    <nav aria-label={t('name')} className="flex shrink-0 border-t border-line bg-ground pad-safe-0">
      {places.map(({ href, page, name, Icon, count }) => (
        <Link
          key={page}
          href={href}
          aria-current={route.page === page ? 'page' : undefined}
          className={cx(
            'flex h-bar flex-1 flex-col items-center justify-center gap-0.5 text-xs',
            route.page === page ? 'font-semibold text-accent' : 'text-soft',
          )}
        >
          <span className="relative">
            <Icon aria-hidden className="size-5" />
            {count > 0 && route.page !== page && (
              <span className="absolute -top-1.5 left-3">
                <Badge label="">{count > 99 ? '99+' : count}</Badge>
              </span>
            )}
          </span>
          {name}
          {count > 0 && <span className="sr-only">, {t('rail.unread', { count })}</span>}
        </Link>
      ))}
    </nav>
  )
}

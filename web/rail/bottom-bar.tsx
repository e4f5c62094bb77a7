import MessageSquare from 'lucide-react/icons/message-square'
import MessagesSquare from 'lucide-react/icons/messages-square'
import Phone from 'lucide-react/icons/phone'
import UserRound from 'lucide-react/icons/user-round'
import { useTranslation } from 'react-i18next'
import { Link } from '#web/link'
import type { Route } from '#web/router'
import { cx } from '#web/ui/cx'

/** The phone's way around: rooms, direct conversations, calls, me. */
export function BottomBar({ route }: { route: Route }) {
  const { t } = useTranslation()
  const places = [
    { href: '/', page: 'home', name: t('rail.rooms'), Icon: MessagesSquare },
    { href: '/direct', page: 'direct', name: t('direct.short'), Icon: MessageSquare },
    { href: '/calls', page: 'calls', name: t('rail.calls'), Icon: Phone },
    { href: '/settings', page: 'settings', name: t('rail.me'), Icon: UserRound },
  ] as const
  return (
    <nav aria-label={t('name')} className="flex shrink-0 border-t border-line bg-ground pad-safe-0">
      {places.map(({ href, page, name, Icon }) => (
        <Link
          key={page}
          href={href}
          aria-current={route.page === page ? 'page' : undefined}
          className={cx(
            'flex h-bar flex-1 flex-col items-center justify-center gap-0.5 text-xs',
            route.page === page ? 'font-semibold text-accent' : 'text-soft',
          )}
        >
          <Icon aria-hidden className="size-5" />
          {name}
        </Link>
      ))}
    </nav>
  )
}

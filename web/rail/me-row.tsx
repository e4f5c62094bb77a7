import EllipsisVertical from 'lucide-react/icons/ellipsis-vertical'
import LogOut from 'lucide-react/icons/log-out'
import Settings from 'lucide-react/icons/settings'
import Users from 'lucide-react/icons/users'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/models'
import { useClient } from '#web/client'
import { navigate } from '#web/router'
import { Avatar } from '#web/ui/avatar'
import { Menu, MenuItem } from '#web/ui/menu'

/** Me, at the foot of the rail, with the way to settings and out. */
export function MeRow({ user }: { user: User }) {
  const { t } = useTranslation()
  const client = useClient()
  return (
    <div className="border-t border-line p-2">
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            className="flex min-h-11 w-full items-center gap-2.5 rounded px-2 text-left transition-colors hover:bg-raised"
          >
            <Avatar id={user.id} name={user.name} size="sm" />
            <span className="min-w-0 flex-1 truncate text-sm font-medium">
              <span className="sr-only">{t('rail.menu')} </span>
              {user.name}
            </span>
            <EllipsisVertical aria-hidden className="size-4 text-soft" />
          </button>
        }
      >
        <MenuItem icon={<Settings aria-hidden className="size-4" />} onSelect={() => navigate('/settings')}>
          {t('rail.settings')}
        </MenuItem>
        {user.role !== 'user' && (
          <MenuItem icon={<Users aria-hidden className="size-4" />} onSelect={() => navigate('/admin')}>
            {t('rail.admin')}
          </MenuItem>
        )}
        <MenuItem icon={<LogOut aria-hidden className="size-4" />} onSelect={() => void client.accounts.logout()}>
          {t('rail.signOut')}
        </MenuItem>
      </Menu>
    </div>
  )
}

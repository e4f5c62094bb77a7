import Ellipsis from 'lucide-react/icons/ellipsis'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/models'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { dateOf } from '#web/i18n/dates'
import { Avatar } from '#web/ui/avatar'
import { Confirm } from '#web/ui/dialog'
import { Menu, MenuItem } from '#web/ui/menu'
import { toast } from '#web/ui/toast'

/** One account. Only the owner of the server makes and unmakes admins; nobody switches off the owner or themselves. */
export function AccountRow({ user, me, onChanged }: { user: User; me: User; onChanged: (user: User) => void }) {
  const { t, i18n } = useTranslation()
  const { admin } = useClient().api
  const [asking, setAsking] = useState(false)
  const off = user.disabledAt !== null && user.disabledAt !== undefined
  const ranks = me.role === 'super_admin' && user.role !== 'super_admin'
  const switches = user.id !== me.id && user.role !== 'super_admin' && (me.role === 'super_admin' || user.role === 'user')

  const act = async (work: Promise<User>, said: string) => {
    try {
      onChanged(await work)
      toast(said)
    } catch (error) {
      toast(failureText(t, error))
    }
  }
  const { name } = user
  return (
    <li className="flex min-h-16 items-center gap-3 py-2">
      <Avatar id={user.id} name={name} state={off ? 'offline' : undefined} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2">
          <span className="truncate font-medium">{name}</span>
          {user.role !== 'user' && (
            <span className="rounded-full bg-accent-wash px-2 text-xs font-medium text-accent">
              {user.role === 'admin' ? t('admin.admin') : t('admin.superAdmin')}
            </span>
          )}
          {off && <span className="rounded-full bg-danger-wash px-2 text-xs font-medium text-danger">{t('admin.disabled')}</span>}
        </p>
        <p className="truncate text-sm text-soft">{user.email}</p>
      </div>
      <span className="hidden shrink-0 text-xs text-faint tablet:block">
        {t('admin.since', { when: dateOf(user.createdAt, i18n.language) })}
      </span>
      {(ranks || switches) && (
        <Menu
          trigger={
            <button
              type="button"
              aria-label={t('people.actions', { name })}
              className="inline-flex size-target items-center justify-center rounded text-soft hover:bg-raised hover:text-ink"
            >
              <Ellipsis aria-hidden className="size-4.5" />
            </button>
          }
        >
          {ranks && user.role === 'user' && (
            <MenuItem onSelect={() => void act(admin.promote(user.id), t('admin.promoted', { name }))}>{t('admin.promote')}</MenuItem>
          )}
          {ranks && user.role === 'admin' && (
            <MenuItem onSelect={() => void act(admin.demote(user.id), t('admin.demoted', { name }))}>{t('admin.demote')}</MenuItem>
          )}
          {switches && off && (
            <MenuItem onSelect={() => void act(admin.enable(user.id), t('admin.switchedOn', { name }))}>{t('admin.enable')}</MenuItem>
          )}
          {switches && !off && (
            <MenuItem danger onSelect={() => setAsking(true)}>
              {t('admin.disable')}
            </MenuItem>
          )}
        </Menu>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('admin.disableTitle', { name })}
        note={t('admin.disableNote')}
        action={t('admin.disableAction')}
        onConfirm={() => act(admin.disable(user.id), t('admin.switchedOff', { name }))}
      />
    </li>
  )
}

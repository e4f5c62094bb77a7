import Ellipsis from 'lucide-react/icons/ellipsis'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, Room, RoomRole, User } from '#protocol/models'
import { useClient } from '#web/client'
import { useDirect } from '#web/direct/use-direct'
import { failureText } from '#web/failure-text'
import { mayModerate, mayOwn } from '#web/rooms/rights'
import { Avatar } from '#web/ui/avatar'
import { Confirm } from '#web/ui/dialog'
import { Menu, MenuItem } from '#web/ui/menu'
import { toast } from '#web/ui/toast'

type PersonRowProps = { member: Member; room: Room; me: User; state: 'online' | 'idle' | 'offline' | undefined }

/** One person of the room: name, state and role in words, and what I may do about them. */
export function PersonRow({ member, room, me, state }: PersonRowProps) {
  const { t } = useTranslation()
  const client = useClient()
  const direct = useDirect()
  const [asking, setAsking] = useState(false)
  const { user, role } = member
  const self = user.id === me.id
  const touchable =
    !self &&
    room.kind !== 'direct' &&
    room.archivedAt === null &&
    mayModerate(me, room.myRole) &&
    (role !== 'owner' || mayOwn(me, room.myRole))
  const details = [
    self ? t('you') : null,
    role === 'member' || room.kind === 'direct' ? null : t(`people.${role}`),
    state === 'idle' ? t('people.idle') : null,
  ].filter((part) => part !== null)

  const act = async (work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      toast(failureText(t, error))
    }
  }
  const setRole = (next: RoomRole) => void act(() => client.api.members.setRole(room.id, user.id, next))
  const remove = () =>
    act(async () => {
      await client.api.members.remove(room.id, user.id)
      toast(t('people.removed', { name: user.name }))
    })

  return (
    <li className="flex min-h-11 items-center gap-3 rounded px-2 hover:bg-raised" data-state={state}>
      <Avatar id={user.id} name={user.name} state={state} />
      <span className="flex min-w-0 flex-1 flex-col py-1 leading-tight">
        <span className="truncate text-sm">{user.name}</span>
        {details.length > 0 && <span className="truncate text-xs text-faint">{details.join(', ')}</span>}
        {state === 'online' && <span className="sr-only">{t('people.onlineState')}</span>}
      </span>
      {!self && (
        <Menu
          trigger={
            <button
              type="button"
              aria-label={t('people.actions', { name: user.name })}
              className="inline-flex size-target items-center justify-center rounded text-soft hover:text-ink"
            >
              <Ellipsis aria-hidden className="size-4" />
            </button>
          }
        >
          <MenuItem onSelect={() => void direct([user.id])}>{t('direct.write')}</MenuItem>
          {touchable && role !== 'owner' && mayOwn(me, room.myRole) && (
            <MenuItem onSelect={() => setRole('owner')}>{t('people.makeOwner')}</MenuItem>
          )}
          {touchable && role !== 'moderator' && <MenuItem onSelect={() => setRole('moderator')}>{t('people.makeModerator')}</MenuItem>}
          {touchable && role !== 'member' && <MenuItem onSelect={() => setRole('member')}>{t('people.makeMember')}</MenuItem>}
          {touchable && (
            <MenuItem danger onSelect={() => setAsking(true)}>
              {t('people.remove')}
            </MenuItem>
          )}
        </Menu>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('people.removeTitle', { name: user.name, room: room.name })}
        note={t('people.removeNote')}
        action={t('people.remove')}
        onConfirm={remove}
      />
    </li>
  )
}

import Archive from 'lucide-react/icons/archive'
import LogOut from 'lucide-react/icons/log-out'
import { useState, type ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import type { Room } from '#protocol/models'
import { failure } from '#sdk/failure'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { navigate } from '#web/router'
import { Button } from '#web/ui/button'
import { Confirm, Dialog } from '#web/ui/dialog'
import { Field } from '#web/ui/field'
import { toast } from '#web/ui/toast'
import { Opener } from './opener'
import { RoomForm } from './room-form'
import { mayModerate } from './rights'

/** Settings of a room: everybody may leave, moderators change it, and archiving asks for its name. */
export function RoomSettings({ room, trigger }: { room: Room; trigger: ReactElement<{ onClick?: () => void }> }) {
  const { t } = useTranslation()
  const client = useClient()
  const account = useValue(client.accounts)
  const [open, setOpen] = useState(false)
  const [asking, setAsking] = useState<'leave' | 'archive' | null>(null)
  const [typed, setTyped] = useState('')
  const moderates = account.status === 'signed-in' && mayModerate(account.user, room.myRole)

  const ask = (what: 'leave' | 'archive') => {
    setOpen(false)
    setTyped('')
    setAsking(what)
  }
  const leave = async () => {
    try {
      await client.rooms.leave(room.id)
      toast(t('room.left', { name: room.name }))
      navigate('/')
    } catch (error) {
      // of leaving, only the last owner is kept
      toast(failure(error).code === 'conflict' ? t('room.lastOwner') : failureText(t, error))
    }
  }
  const archive = async () => {
    try {
      await client.api.rooms.archive(room.id)
      toast(t('rooms.archived', { name: room.name }))
    } catch (error) {
      toast(failureText(t, error))
    }
  }

  return (
    <>
      <Opener trigger={trigger} onOpen={() => setOpen(true)} />
      <Dialog open={open} onOpenChange={setOpen} title={t('rooms.settingsTitle', { name: room.name })}>
        {moderates && room.archivedAt === null && <RoomForm room={room} onDone={() => setOpen(false)} />}
        {!moderates && room.topic !== '' && <p className="mb-4 text-soft">{room.topic}</p>}
        <div className="mt-6 flex flex-wrap gap-2 border-t border-line pt-4">
          <Button onClick={() => ask('leave')}>
            <LogOut aria-hidden className="size-4" />
            {t('room.leave')}
          </Button>
          {moderates && room.archivedAt === null && (
            <Button tone="danger-line" onClick={() => ask('archive')}>
              <Archive aria-hidden className="size-4" />
              {t('rooms.archive')}
            </Button>
          )}
        </div>
      </Dialog>
      <Confirm
        open={asking === 'leave'}
        onOpenChange={(next) => setAsking(next ? 'leave' : null)}
        title={t('room.leaveTitle', { name: room.name })}
        note={room.visibility === 'private' ? t('room.leavePrivate') : t('room.leaveOpen')}
        action={t('room.leave')}
        onConfirm={leave}
      />
      <Confirm
        open={asking === 'archive'}
        onOpenChange={(next) => setAsking(next ? 'archive' : null)}
        title={t('rooms.archiveTitle', { name: room.name })}
        note={t('rooms.archiveNote')}
        action={t('rooms.archive')}
        ready={typed.trim() === room.name}
        onConfirm={archive}
      >
        <Field
          label={t('rooms.archiveAsk', { name: room.name })}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </Confirm>
    </>
  )
}

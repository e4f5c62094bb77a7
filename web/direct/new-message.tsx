import { useRef, useState, type ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import type { Author } from '#protocol/models'
import { useClient, useValue } from '#web/client'
import { writingPlace } from '#web/conversation/use-typing-anywhere'
import { failureText } from '#web/failure-text'
import { navigate, roomPath } from '#web/router'
import { Opener } from '#web/rooms/opener'
import { Button } from '#web/ui/button'
import { Dialog } from '#web/ui/dialog'
import { FieldNote } from '#web/ui/field'
import { useTask } from '#web/use-task'
import { PickPeople } from './pick-people'

/** Picks one person or some, and opens the conversation with them. */
export function NewMessage({ trigger }: { trigger: ReactElement<{ onClick?: () => void }> }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const begun = useRef(false)
  return (
    <>
      <Opener trigger={trigger} onOpen={() => ((begun.current = false), setOpen(true))} />
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('direct.new')}
        note={t('direct.newNote')}
        focusAfter={() => (begun.current ? writingPlace() : null)}
      >
        <NewMessageForm
          onCancel={() => setOpen(false)}
          onDone={() => {
            begun.current = true
            setOpen(false)
          }}
        />
      </Dialog>
    </>
  )
}

function NewMessageForm({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const account = useValue(client.accounts)
  const me = account.status === 'signed-in' ? account.user.id : null
  const [picked, setPicked] = useState<readonly Author[]>([])
  const start = useTask(async () => {
    const room = await client.rooms.openDirect(picked.map(({ id }) => id))
    onDone()
    navigate(roomPath(room.slug))
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (picked.length > 0) void start.run()
      }}
    >
      <PickPeople
        find={async (query) => (await client.api.users.search(query, { limit: 30 })).items}
        picked={picked}
        onPicked={setPicked}
        most={limits.directPeople - 1}
        note={({ id }) => (id === me ? t('direct.notes') : null)}
      />
      <FieldNote error={start.error === null ? null : failureText(t, start.error)} />
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <Button type="submit" tone="primary" busy={start.busy} disabled={picked.length === 0}>
          {t('direct.start')}
        </Button>
      </div>
    </form>
  )
}

import Check from 'lucide-react/icons/check'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, PublicUser, Room } from '#protocol/models'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { Avatar } from '#web/ui/avatar'
import { Button } from '#web/ui/button'
import { Dialog } from '#web/ui/dialog'
import { Field, FieldNote } from '#web/ui/field'
import { useLoaded } from '#web/use-loaded'
import { useSettled } from '#web/use-settled'
import { useTask } from '#web/use-task'

type AddPeopleProps = { open: boolean; onOpenChange: (open: boolean) => void; room: Room; members: readonly Member[] }

/** Finds people of the server by name and adds them to the room. */
export function AddPeople({ open, onOpenChange, room, members }: AddPeopleProps) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setQuery('')
        onOpenChange(next)
      }}
      title={t('people.addTitle', { room: room.name })}
    >
      <Field
        ref={field}
        label={t('people.addSearch')}
        value={query}
        autoFocus
        autoComplete="off"
        onChange={(event) => setQuery(event.target.value)}
      />
      <div className="mt-3 h-64 overflow-y-auto">
        {/* the button one pressed is gone then: the next name can be written at once */}
        <Found query={query.trim()} room={room} members={members} onAdded={() => field.current?.select()} />
      </div>
    </Dialog>
  )
}

type FoundProps = { query: string; room: Room; members: readonly Member[]; onAdded: () => void }

function Found({ query, room, members, onAdded }: FoundProps) {
  const { t } = useTranslation()
  const client = useClient()
  const wanted = useSettled(query)
  // who is there already is not offered; who is added now stays, and it says so
  const [now, setNow] = useState<readonly string[]>([])
  const isMember = (id: string) => members.some(({ user }) => user.id === id)
  const found = useLoaded(wanted, () => client.api.users.search(wanted, { limit: 20 }))
  if (found.status === 'loading') return null
  if (found.status === 'failed') return <FieldNote error={failureText(t, found.error)} />
  const items = wanted === '' ? found.value.items.filter(({ id }) => now.includes(id) || !isMember(id)) : found.value.items
  if (items.length === 0) return <p className="py-2 text-sm text-faint">{t(nobody(found.value.next !== null))}</p>
  return (
    <ul>
      {items.map((user) => (
        <Candidate
          key={user.id}
          user={user}
          room={room}
          added={isMember(user.id)}
          onAdded={() => {
            setNow((ids) => [...ids, user.id])
            onAdded()
          }}
        />
      ))}
    </ul>
  )

  function nobody(more: boolean) {
    if (wanted !== '') return 'people.addNone'
    return more ? 'people.addHint' : 'people.addAll'
  }
}

function Candidate({ user, room, added, onAdded }: { user: PublicUser; room: Room; added: boolean; onAdded: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const [done, setDone] = useState(false)
  const add = useTask(async () => {
    await client.api.members.add(room.id, user.id)
    setDone(true)
    onAdded()
  })
  return (
    <li className="flex min-h-12 items-center gap-3">
      <Avatar id={user.id} name={user.name} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm">{user.name}</span>
        {add.error !== null && <span className="block text-xs text-danger">{failureText(t, add.error)}</span>}
      </span>
      {added || done ? (
        <span className="flex items-center gap-1.5 text-sm text-success">
          <Check aria-hidden className="size-4" />
          {t('people.added')}
        </span>
      ) : (
        <Button busy={add.busy} aria-label={t('people.addAs', { name: user.name })} onClick={() => void add.run()}>
          {t('people.addOne')}
        </Button>
      )}
    </li>
  )
}

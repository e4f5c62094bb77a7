import Check from 'lucide-react/icons/check'
import X from 'lucide-react/icons/x'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Author } from '#protocol/models'
import { failureText } from '#web/failure-text'
import { Avatar } from '#web/ui/avatar'
import { cx } from '#web/ui/cx'
import { Field, FieldNote } from '#web/ui/field'
import { useLoaded } from '#web/use-loaded'
import { useSettled } from '#web/use-settled'

type PickPeopleProps = {
  /** People by a part of their name; none = the first of all. */
  find: (query: string) => Promise<readonly Author[]>
  picked: readonly Author[]
  onPicked: (picked: readonly Author[]) => void
  most: number
  /** What to say of somebody beside their name. */
  note?: (person: Author) => string | null
}

/** Finds people by name and picks some of them; who is picked stays on top. */
export function PickPeople({ find, picked, onPicked, most, note }: PickPeopleProps) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const wanted = useSettled(query.trim())
  const found = useLoaded(wanted, () => find(wanted))
  const isPicked = ({ id }: Author) => picked.some((one) => one.id === id)
  const toggle = (person: Author) => {
    if (isPicked(person)) onPicked(picked.filter(({ id }) => id !== person.id))
    else if (picked.length < most) onPicked([...picked, { id: person.id, name: person.name }])
  }
  // Enter takes the first who fits, so that a name and two Enters are enough
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || query.trim() === '') return
    event.preventDefault()
    const first = found.status === 'ready' && found.key === query.trim() ? found.value.find((person) => !isPicked(person)) : undefined
    if (first === undefined) return
    toggle(first)
    setQuery('')
  }
  return (
    <>
      <Field
        label={t('people.addSearch')}
        value={query}
        autoFocus
        autoComplete="off"
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {picked.length > 0 && (
        <ul aria-label={t('direct.picked')} className="mt-2 flex flex-wrap gap-1.5">
          {picked.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                onClick={() => toggle(person)}
                className="flex h-8 max-w-48 items-center gap-1.5 rounded-full bg-raised pr-2 pl-1 text-sm hover:bg-pressed"
              >
                <Avatar id={person.id} name={person.name} size="sm" />
                <span className="truncate">{person.name}</span>
                <span className="sr-only">, {t('direct.unpick')}</span>
                <X aria-hidden className="size-3.5 shrink-0 text-soft" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-2 h-64 overflow-y-auto">
        {found.status === 'failed' && <FieldNote error={failureText(t, found.error)} />}
        {found.status === 'ready' && found.value.length === 0 && <p className="py-2 text-sm text-faint">{t('people.addNone')}</p>}
        {found.status === 'ready' && found.value.length > 0 && (
          <ul>
            {found.value.map((person) => (
              <li key={person.id}>
                <PersonButton
                  person={person}
                  picked={isPicked(person)}
                  note={note?.(person) ?? null}
                  disabled={picked.length >= most && !isPicked(person)}
                  onClick={() => toggle(person)}
                />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  )
}

type PersonButtonProps = { person: Author; picked: boolean; note: string | null; disabled: boolean; onClick: () => void }

function PersonButton({ person, picked, note, disabled, onClick }: PersonButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={picked}
      disabled={disabled}
      onClick={onClick}
      className="flex min-h-12 w-full items-center gap-3 rounded px-2 text-left hover:bg-raised disabled:opacity-55"
    >
      <Avatar id={person.id} name={person.name} />
      <span className="min-w-0 flex-1 leading-tight">
        <span className="block truncate text-sm">{person.name}</span>
        {note !== null && <span className="block truncate text-xs text-faint">{note}</span>}
      </span>
      <span
        className={cx(
          'flex size-5 shrink-0 items-center justify-center rounded-full border',
          picked ? 'border-accent bg-accent text-on-accent' : 'border-edge',
        )}
      >
        {picked && <Check aria-hidden className="size-3.5" />}
      </span>
    </button>
  )
}

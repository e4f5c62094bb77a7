import { useRef, useState, type ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import { failure } from '#sdk/failure'
import { useClient } from '#web/client'
import { writingPlace } from '#web/conversation/use-typing-anywhere'
import { failureText } from '#web/failure-text'
import { navigate, roomPath } from '#web/router'
import { Button } from '#web/ui/button'
import { Choice } from '#web/ui/choice'
import { Dialog } from '#web/ui/dialog'
import { Field, FieldNote } from '#web/ui/field'
import { useTask } from '#web/use-task'
import { slugOf } from './slug'
import { Opener } from './opener'

const slugShape = /^[a-z0-9][a-z0-9-]{0,62}$/

/** Makes a room and goes there. The address follows the name until somebody writes their own. */
export function CreateRoom({ trigger }: { trigger: ReactElement<{ onClick?: () => void }> }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const made = useRef(false)
  return (
    <>
      <Opener trigger={trigger} onOpen={() => ((made.current = false), setOpen(true))} />
      <Dialog open={open} onOpenChange={setOpen} title={t('rooms.createTitle')} focusAfter={() => (made.current ? writingPlace() : null)}>
        <CreateForm onDone={() => ((made.current = true), setOpen(false))} />
      </Dialog>
    </>
  )
}

function CreateForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const [name, setName] = useState('')
  const [ownSlug, setOwnSlug] = useState<string | null>(null)
  const [topic, setTopic] = useState('')
  const [visibility, setVisibility] = useState<'open' | 'private'>('open')
  const slug = ownSlug ?? slugOf(name)
  const create = useTask(async () => {
    const room = await client.rooms.create({ slug, name: name.trim(), topic: topic.trim(), visibility })
    onDone()
    navigate(roomPath(room.slug))
  })
  const refusal = create.error === null ? null : failure(create.error).code
  const badSlug = slug !== '' && !slugShape.test(slug)
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void create.run()
      }}
    >
      <Field
        label={t('rooms.name')}
        value={name}
        maxLength={limits.roomNameLength}
        onChange={(event) => setName(event.target.value)}
        autoFocus
      />
      <Field
        label={t('rooms.slug')}
        value={slug}
        maxLength={limits.slugLength}
        spellCheck={false}
        autoCapitalize="none"
        note={slug === '' ? t('rooms.slugNote') : `${location.host}/r/${slug}`}
        error={badSlug ? t('error.slugBad') : refusal === 'slug_taken' ? t('error.slugTaken') : null}
        onChange={(event) => setOwnSlug(event.target.value)}
      />
      <Field
        label={t('rooms.topic')}
        value={topic}
        maxLength={limits.topicLength}
        note={t('rooms.topicNote')}
        onChange={(event) => setTopic(event.target.value)}
      />
      <Choice
        label={t('rooms.visibility')}
        value={visibility}
        onChange={setVisibility}
        options={[
          { value: 'open', label: t('rooms.open') },
          { value: 'private', label: t('rooms.private') },
        ]}
      />
      <FieldNote error={create.error !== null && refusal !== 'slug_taken' ? failureText(t, create.error) : null} />
      <div className="mt-2 flex justify-end">
        <Button type="submit" tone="primary" busy={create.busy} disabled={name.trim() === '' || slug === '' || badSlug}>
          {t('rooms.create')}
        </Button>
      </div>
    </form>
  )
}

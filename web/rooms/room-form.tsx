import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import type { Room } from '#protocol/models'
import { useClient } from '#web/client'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { Choice } from '#web/ui/choice'
import { Field, FieldNote } from '#web/ui/field'
import { toast } from '#web/ui/toast'
import { useTask } from '#web/use-task'

/** Name, topic, who may come in and how many. Sends only what changed. */
export function RoomForm({ room, onDone }: { room: Room; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const [name, setName] = useState(room.name)
  const [topic, setTopic] = useState(room.topic)
  const [visibility, setVisibility] = useState(room.visibility)
  const before = room.memberLimit ?? null
  const [limit, setLimit] = useState(before === null ? '' : String(before))
  const memberLimit = limit === '' ? null : Number(limit)
  const change = {
    ...(name.trim() === room.name ? {} : { name: name.trim() }),
    ...(topic.trim() === room.topic ? {} : { topic: topic.trim() }),
    ...(visibility === room.visibility ? {} : { visibility }),
    ...(memberLimit === before ? {} : { memberLimit }),
  }
  const save = useTask(async () => {
    await client.api.rooms.update(room.id, change)
    toast(t('saved'))
    onDone()
  })
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save.run()
      }}
    >
      <Field label={t('rooms.name')} value={name} maxLength={limits.roomNameLength} onChange={(event) => setName(event.target.value)} />
      <Field label={t('rooms.topic')} value={topic} maxLength={limits.topicLength} onChange={(event) => setTopic(event.target.value)} />
      <Choice
        label={t('rooms.visibility')}
        value={visibility}
        onChange={setVisibility}
        options={[
          { value: 'open', label: t('rooms.open') },
          { value: 'private', label: t('rooms.private') },
        ]}
      />
      <Field
        label={t('rooms.memberLimit')}
        value={limit}
        inputMode="numeric"
        note={t('rooms.memberLimitNote')}
        onChange={(event) => setLimit(event.target.value.replace(/\D/g, '').replace(/^0+/, '').slice(0, 6))}
      />
      <FieldNote error={save.error === null ? null : failureText(t, save.error)} />
      <div className="flex justify-end">
        <Button type="submit" tone="primary" busy={save.busy} disabled={name.trim() === '' || Object.keys(change).length === 0}>
          {t('save')}
        </Button>
      </div>
    </form>
  )
}

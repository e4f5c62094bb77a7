import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { limits } from '#protocol/limits'
import type { Author } from '#protocol/models'
import type { Desk } from '#web/call/desk'
import { useClient } from '#web/client'
import { PickPeople } from '#web/direct/pick-people'
import { failureText } from '#web/failure-text'
import { Button } from '#web/ui/button'
import { Dialog } from '#web/ui/dialog'
import { FieldNote } from '#web/ui/field'
import { useTask } from '#web/use-task'

type Live = NonNullable<Desk['call']>
/** So many members are looked through for those who are not in the call. */
const pages = 5

/** Calls more members of the room into the call. */
export function InvitePeople({ call, open, onOpenChange }: { call: Live; open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('ring.invite')} note={t('ring.inviteNote')}>
      <InviteForm call={call} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function InviteForm({ call, onDone }: { call: Live; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useClient()
  const [picked, setPicked] = useState<readonly Author[]>([])
  const here = new Set(call.participants.map(({ user }) => user.id))
  const ring = useTask(async () => {
    if (call.callId === null) return
    await client.calls.invite(
      call.callId,
      picked.map(({ id }) => id),
    )
    onDone()
  })

  async function find(query: string): Promise<Author[]> {
    const found: Author[] = []
    let cursor: string | null = null
    for (let page = 0; page < pages; page += 1) {
      const answer: Awaited<ReturnType<typeof client.api.members.list>> = await client.api.members.list(call.roomId, {
        limit: limits.pageMax,
        ...(cursor === null ? {} : { cursor }),
      })
      found.push(...answer.items.map(({ user }) => user))
      cursor = answer.next
      if (cursor === null) break
    }
    const wanted = query.toLocaleLowerCase()
    return found.filter(({ id, name }) => !here.has(id) && name.toLocaleLowerCase().includes(wanted))
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (picked.length > 0) void ring.run()
      }}
    >
      <PickPeople find={find} picked={picked} onPicked={setPicked} most={limits.inviteUsers} />
      <FieldNote error={ring.error === null ? null : failureText(t, ring.error)} />
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onDone}>{t('cancel')}</Button>
        <Button type="submit" tone="primary" busy={ring.busy} disabled={picked.length === 0}>
          {t('ring.inviteAction')}
        </Button>
      </div>
    </form>
  )
}

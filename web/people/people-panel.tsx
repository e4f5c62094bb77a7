import UserPlus from 'lucide-react/icons/user-plus'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member, Room, User } from '#protocol/models'
import type { RoomStore } from '#sdk/rooms/room'
import { useClient, useValue } from '#web/client'
import { failureText } from '#web/failure-text'
import { loadPages } from '#web/load-pages'
import { mayModerate } from '#web/rooms/rights'
import { Button, IconButton } from '#web/ui/button'
import { cx } from '#web/ui/cx'
import { SidePanel } from '#web/ui/side-panel'
import { Bone, Failed, Loading } from '#web/ui/states'
import { useLoaded } from '#web/use-loaded'
import { AddPeople } from './add-people'
import { PersonRow } from './person-row'

const page = 100

type PeoplePanelProps = { store: RoomStore; room: Room; me: User; over: boolean; onClose: () => void }

/** Who is in the room: here now first, then the others. Slides over the conversation where there is no room beside it. */
export function PeoplePanel({ store, room, me, over, onClose }: PeoplePanelProps) {
  const { t, i18n } = useTranslation()
  const client = useClient()
  const { presence, membersVersion } = useValue(store)
  const [pages, setPages] = useState(1)
  const [adding, setAdding] = useState(false)
  const loaded = useLoaded(`${room.id} ${room.myRole} ${membersVersion} ${pages}`, () =>
    loadPages(pages, (request) => client.api.members.list(room.id, { limit: page, ...request })),
  )

  const states = new Map(presence.users.map((user) => [user.id, user.state]))
  // in a large room not everybody who is here is named, so the rest is not "not here"
  const allNamed = presence.online <= presence.users.length
  const members = loaded.status === 'ready' ? loaded.value.items : []
  const byName = (a: Member, b: Member) => a.user.name.localeCompare(b.user.name, i18n.language)
  const here = members.filter((member) => states.has(member.user.id)).toSorted(byName)
  const away = members.filter((member) => !states.has(member.user.id)).toSorted(byName)
  // one list for both, so that somebody who comes or goes moves in it and keeps their menu open
  const group = (title: string, list: readonly Member[]) => [
    ...(list.length === 0 ? [] : [<GroupTitle key={title} title={title} count={list.length} />]),
    ...list.map((member) => (
      <PersonRow
        key={member.user.id}
        member={member}
        room={room}
        me={me}
        state={states.get(member.user.id) ?? (allNamed ? 'offline' : undefined)}
      />
    )),
  ]

  return (
    <>
      <SidePanel
        title={t('people.title')}
        close={t('people.close')}
        over={over}
        onClose={onClose}
        actions={
          mayModerate(me, room.myRole) &&
          room.kind !== 'direct' &&
          room.archivedAt === null && (
            <IconButton label={t('people.add')} onClick={() => setAdding(true)}>
              <UserPlus aria-hidden className="size-4.5" />
            </IconButton>
          )
        }
      >
        {loaded.status === 'loading' && <PeopleBones />}
        {loaded.status === 'failed' && <Failed title={t('people.failed')} note={failureText(t, loaded.error)} onRetry={loaded.reload} />}
        {loaded.status === 'ready' && (
          <>
            <ul>{[...group(t('people.online'), here), ...group(allNamed ? t('people.away') : t('people.others'), away)]}</ul>
            {loaded.value.more && (
              <Button tone="quiet" wide onClick={() => setPages(pages + 1)}>
                {t('people.more')}
              </Button>
            )}
          </>
        )}
      </SidePanel>
      <AddPeople open={adding} onOpenChange={setAdding} room={room} members={members} />
    </>
  )
}

function GroupTitle({ title, count }: { title: string; count: number }) {
  return (
    <li className="not-first:mt-4">
      <h3 className="px-2 pb-1 text-xs font-medium text-faint">
        {title} <span className="tabular-nums">{count}</span>
      </h3>
    </li>
  )
}

function PeopleBones() {
  const { t } = useTranslation()
  return (
    <Loading label={t('people.loading')}>
      {['w-28', 'w-36', 'w-24', 'w-32'].map((width) => (
        <span key={width} className="flex h-11 items-center gap-3 px-2">
          <Bone className="size-9 rounded-full" />
          <Bone className={cx('h-3', width)} />
        </span>
      ))}
    </Loading>
  )
}

import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/models'
import { useClient, useValue } from '#web/client'
import { HistoryBones } from '#web/conversation/history-bones'
import { setPreferences } from '#web/preferences'
import { useLoaded } from '#web/use-loaded'
import { GoneRoom } from './gone-room'
import { RoomView } from './room-view'

/** Finds the room of an address: in the list, else by asking the server. */
export function RoomPage({ slug, user }: { slug: string; user: User }) {
  const client = useClient()
  const { rooms, status } = useValue(client.rooms)
  const listed = rooms.find((room) => room.slug === slug)?.id ?? null
  useEffect(() => {
    if (listed !== null) setPreferences({ lastRoom: slug })
  }, [listed, slug])

  if (listed !== null) return <RoomView key={listed} roomId={listed} user={user} />
  if (status === 'loading') return <HistoryBones />
  return <UnlistedRoom slug={slug} user={user} />
}

function UnlistedRoom({ slug, user }: { slug: string; user: User }) {
  const { t } = useTranslation()
  const client = useClient()
  const found = useLoaded(slug, () => client.api.rooms.get(slug))
  if (found.status === 'loading') return <HistoryBones />
  if (found.status === 'ready') return <RoomView key={found.value.id} roomId={found.value.id} user={user} />
  return <GoneRoom title={t('room.gone')} note={t('room.goneNote')} onRetry={found.reload} />
}

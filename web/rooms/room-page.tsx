import SearchX from 'lucide-react/icons/search-x'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#protocol/models'
import { useClient, useValue } from '#web/client'
import { HistoryBones } from '#web/conversation/history-bones'
import { setPreferences } from '#web/preferences'
import { navigate } from '#web/router'
import { useLoaded } from '#web/use-loaded'
import { Button } from '#web/ui/button'
import { Empty, Failed } from '#web/ui/states'
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
  if (found.status === 'ready') return <RoomView roomId={found.value.id} user={user} />
  return <GoneRoom title={t('room.gone')} note={t('room.goneNote')} onRetry={found.reload} />
}

export function GoneRoom({ title, note, onRetry }: { title: string; note: string; onRetry?: () => void }) {
  const { t } = useTranslation()
  return (
    <Empty page icon={<SearchX aria-hidden className="size-6" />} title={title} note={note}>
      <Button tone="primary" onClick={() => navigate('/')}>
        {t('room.back')}
      </Button>
      {onRetry !== undefined && <Button onClick={onRetry}>{t('retry')}</Button>}
    </Empty>
  )
}

export function FailedRoom({ onRetry, note }: { onRetry: () => void; note: string }) {
  const { t } = useTranslation()
  return <Failed className="m-auto" title={t('room.failed')} note={note} onRetry={onRetry} />
}

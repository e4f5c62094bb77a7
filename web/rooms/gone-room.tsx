import SearchX from 'lucide-react/icons/search-x'
import { useTranslation } from 'react-i18next'
import { navigate } from '#web/router'
import { Button } from '#web/ui/button'
import { Empty, Failed } from '#web/ui/states'

/** No such room, or not for me. */
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

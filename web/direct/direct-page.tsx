import MessageSquare from 'lucide-react/icons/message-square'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button'
import { Empty } from '#web/ui/states'
import { NewMessage } from './new-message'

/** Beside the rail, with no conversation open. */
export function DirectPage() {
  const { t } = useTranslation()
  return (
    <Empty page icon={<MessageSquare aria-hidden className="size-6" />} title={t('direct.pick')} note={t('direct.pickNote')}>
      <NewMessage trigger={<Button tone="primary">{t('direct.new')}</Button>} />
    </Empty>
  )
}

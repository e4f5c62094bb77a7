import ArrowUp from 'lucide-react/icons/arrow-up'
import { useTranslation } from 'react-i18next'

/** Floats over the history while the first new message is further up. */
export function ToFirstNew({ onJump }: { onJump: () => void }) {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      onClick={onJump}
      className="absolute top-3 right-4 flex min-h-target animate-rise items-center gap-2 rounded-full bg-paper px-3.5 text-sm font-medium shadow-float outline outline-line hover:bg-raised"
    >
      {t('history.firstNew')}
      <ArrowUp aria-hidden className="size-4" />
    </button>
  )
}

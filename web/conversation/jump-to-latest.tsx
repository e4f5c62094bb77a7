import ArrowDown from 'lucide-react/icons/arrow-down'
import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '#sdk/rooms/snapshots'
import { Badge } from '#web/ui/states'
import { countNewer } from './rows'

/** Floats over the history while the end is out of sight; says how much came meanwhile. */
export function JumpToLatest({
  timeline,
  me,
  since,
  onJump,
}: {
  timeline: readonly TimelineItem[]
  me: string
  since: number
  onJump: () => void
}) {
  const { t } = useTranslation()
  const count = countNewer(timeline, since, me)
  return (
    <button
      type="button"
      onClick={onJump}
      aria-label={count > 0 ? `${t('history.latest')}, ${t('history.latestNew', { count })}` : t('history.latest')}
      className="absolute right-4 bottom-3 flex min-h-target animate-rise items-center gap-2 rounded-full bg-paper px-3.5 text-sm font-medium shadow-float outline outline-line hover:bg-raised"
    >
      {count > 0 ? <Badge label="">{count}</Badge> : null}
      {t('history.latest')}
      <ArrowDown aria-hidden className="size-4" />
    </button>
  )
}

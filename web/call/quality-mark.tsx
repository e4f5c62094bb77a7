import SignalHigh from 'lucide-react/icons/signal-high'
import SignalLow from 'lucide-react/icons/signal-low'
import SignalMedium from 'lucide-react/icons/signal-medium'
import type { Quality } from '#sdk/calls/snapshot'
import { cx } from '#web/ui/cx'

const marks = { good: SignalHigh, fair: SignalMedium, poor: SignalLow } as const

/** How well somebody comes in: bars, and a colour only where it is bad. */
export function QualityMark({ quality }: { quality: Quality }) {
  const Mark = marks[quality]
  return (
    <Mark
      aria-hidden
      className={cx('size-3.5 shrink-0', quality === 'poor' && 'text-stage-danger', quality === 'fair' && 'text-stage-warning')}
    />
  )
}

import SignalHigh from 'lucide-react/icons/signal-high'
import SignalLow from 'lucide-react/icons/signal-low'
import SignalMedium from 'lucide-react/icons/signal-medium'
import type { Quality } from '#sdk/calls/snapshot'
import { cx } from '#web/ui/cx'

const marks = { good: SignalHigh, fair: SignalMedium, poor: SignalLow } as const

/** How well somebody comes in: so many of three bars, and a colour only where it is bad. */
export function QualityMark({ quality }: { quality: Quality }) {
  const Mark = marks[quality]
  return (
    <span aria-hidden className="relative size-4 shrink-0">
      <SignalHigh className="absolute inset-0 size-4 opacity-35" />
      <Mark
        className={cx(
          'absolute inset-0 size-4 stroke-3',
          quality === 'poor' && 'text-stage-danger',
          quality === 'fair' && 'text-stage-warning',
        )}
      />
    </span>
  )
}

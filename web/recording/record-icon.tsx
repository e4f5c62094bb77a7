import CircleDot from 'lucide-react/icons/circle-dot'
import CircleStop from 'lucide-react/icons/circle-stop'
import { cx } from '#web/ui/cx'

/** A dot to begin, a square to end. */
export function RecordIcon({ on, className = '' }: { on: boolean; className?: string }) {
  const Icon = on ? CircleStop : CircleDot
  return <Icon aria-hidden className={cx('size-4.5', className)} />
}

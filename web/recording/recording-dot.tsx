import { useTranslation } from 'react-i18next'
import type { RecordingSnapshot } from '#sdk/calls/snapshot'
import { cx } from '#web/ui/cx'

/** That the call is recorded, where there is no room to say who is. */
export function RecordingDot({ recording }: { recording: RecordingSnapshot | null }) {
  const { t } = useTranslation()
  if (recording === null || (recording.phase !== 'asking' && recording.phase !== 'on')) return null
  return (
    <span data-testid="recording-dot" className="inline-flex min-w-0 items-center gap-1 font-medium text-danger">
      <span aria-hidden className={cx('size-2 shrink-0 rounded-full bg-danger', recording.phase === 'asking' && 'animate-pulse-soft')} />
      <span className="truncate">{t(recording.phase === 'asking' ? 'recording.asking' : 'recording.on')}</span>
    </span>
  )
}

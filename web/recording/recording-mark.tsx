import { useTranslation } from 'react-i18next'
import type { CallSnapshot } from '#sdk/calls/snapshot'
import type { Call } from '#web/call/desk'
import { Elapsed } from '#web/call/elapsed'
import { failureText } from '#web/failure-text'
import { cx } from '#web/ui/cx'
import { toast } from '#web/ui/toast'

/** That the call is recorded, and who is: there as long as it is so. `quiet` leaves out what a small place has no room for. */
export function RecordingMark({ call, quiet = false }: { call: CallSnapshot & { readonly handle: Call }; quiet?: boolean }) {
  const { t } = useTranslation()
  const { recording, participants } = call
  if (recording === null || recording.phase === 'ready' || recording.phase === 'failed') return null
  if (recording.phase === 'finishing')
    return (
      <p role="status" className={cx('text-xs', !quiet && 'text-center')}>
        {t('recording.finishing', { percent: Math.round((recording.progress ?? 0) * 100) })}
      </p>
    )
  const agreed = new Set(recording.consents.filter(({ given }) => given === true).map(({ participantId }) => participantId))
  const names = participants
    .filter(({ participantId }) => agreed.has(participantId))
    .map(({ self, user }) => (self ? t('recording.me') : user.name))
  const decide = (given: boolean) => void call.handle.recording.consent(given).catch((error: unknown) => toast(failureText(t, error)))
  return (
    <div
      data-testid="recording"
      role="status"
      className={cx('flex flex-wrap items-center gap-x-2 gap-y-1 text-sm', !quiet && 'justify-center')}
    >
      <span className="inline-flex items-center gap-1.5 font-semibold">
        <span
          aria-hidden
          className={cx(
            'size-2.5 shrink-0 rounded-full',
            quiet ? 'bg-danger' : 'bg-stage-danger',
            recording.phase === 'asking' && 'animate-pulse-soft',
          )}
        />
        {t(recording.phase === 'asking' ? 'recording.asking' : 'recording.on')}
        {recording.startedAt !== null && <Elapsed since={recording.startedAt} />}
      </span>
      <span className={cx('min-w-0', quiet && 'w-full truncate text-xs')}>
        {t('recording.who', { names: names.length > 0 ? names.join(', ') : t('recording.nobody') })}
      </span>
      {!quiet && (
        <button type="button" className="min-h-target underline underline-offset-2" onClick={() => decide(recording.mine !== true)}>
          {t(recording.mine === true ? 'recording.takeBack' : 'recording.give')}
        </button>
      )}
    </div>
  )
}

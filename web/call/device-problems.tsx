import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useTranslation } from 'react-i18next'
import type { DeviceProblem } from '#sdk/calls/snapshot'
import { Button } from '#web/ui/button'

const sentences = { denied: 'call.denied', missing: 'call.missing', 'in-use': 'call.inUse', failed: 'call.deviceFailed' } as const

type DeviceProblemsProps = { problems: readonly DeviceProblem[]; /** Asks for the devices once more. */ onRetry?: () => void }

/** Why the microphone or the camera is not there, and what to do. */
export function DeviceProblems({ problems, onRetry }: DeviceProblemsProps) {
  const { t } = useTranslation()
  const each = problems.map(({ device, reason }) => (
    <p key={device} role="status" className="flex items-start gap-2 rounded bg-warning-wash px-3 py-2 text-sm text-ink">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      {t(sentences[reason], { device: device === 'camera' ? t('call.deviceCamera') : t('call.deviceMicrophone') })}
    </p>
  ))
  return (
    <>
      {each}
      {problems.length > 0 && onRetry !== undefined && (
        <Button onClick={onRetry} className="self-start">
          {t('retry')}
        </Button>
      )}
    </>
  )
}

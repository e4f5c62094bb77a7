import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useTranslation } from 'react-i18next'
import type { DeviceProblem } from '#sdk/calls/snapshot'

const sentences = { denied: 'call.denied', missing: 'call.missing', 'in-use': 'call.inUse', failed: 'call.deviceFailed' } as const

/** Why the microphone or the camera is not there, and what to do. */
export function DeviceProblems({ problems }: { problems: readonly DeviceProblem[] }) {
  const { t } = useTranslation()
  return problems.map(({ device, reason }) => (
    <p key={device} role="status" className="flex items-start gap-2 rounded bg-warning-wash px-3 py-2 text-sm text-ink">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      {t(sentences[reason], { device: device === 'camera' ? t('call.deviceCamera') : t('call.deviceMicrophone') })}
    </p>
  ))
}

import CircleAlert from 'lucide-react/icons/circle-alert'
import CircleCheck from 'lucide-react/icons/circle-check'
import LoaderCircle from 'lucide-react/icons/loader-circle'
import TriangleAlert from 'lucide-react/icons/triangle-alert'
import { useTranslation } from 'react-i18next'
import type { DoctorSnapshot } from '#sdk/doctor/doctor'
import type { Conclusion } from '#sdk/doctor/ways'
import { cx } from '#web/ui/cx'

type Tone = 'well' | 'so-so' | 'bad'

const toneOf: Record<Conclusion | 'unsupported', Tone> = {
  good: 'well',
  tcp_only: 'so-so',
  tcp_offered: 'so-so',
  turn_only: 'so-so',
  direct_with_turn: 'so-so',
  direct_only: 'so-so',
  nothing: 'bad',
  unsupported: 'bad',
}
const looks: Record<Tone, string> = {
  well: 'bg-success-wash text-success',
  'so-so': 'bg-warning-wash text-warning',
  bad: 'bg-danger-wash text-danger',
}
const icons = { well: CircleCheck, 'so-so': TriangleAlert, bad: CircleAlert }

/** All in all, in one sentence, and what it means. */
export function ConclusionNote({ found: { state, conclusion } }: { found: DoctorSnapshot }) {
  const { t } = useTranslation()
  const key = state === 'unsupported' ? 'unsupported' : state === 'done' ? conclusion : null
  if (key === null)
    return (
      <p role="status" className="mt-4 flex items-center gap-3 rounded bg-raised p-4 text-sm">
        <LoaderCircle aria-hidden className="size-5 shrink-0 animate-turn" />
        {t('doctor.running')}
      </p>
    )
  const Icon = icons[toneOf[key]]
  return (
    <div role="status" className={cx('mt-4 flex items-start gap-3 rounded p-4', looks[toneOf[key]])}>
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">{t(`doctor.conclusion.${key}`)}</p>
        <p className="mt-0.5 text-sm text-ink">{t(`doctor.advice.${key}`)}</p>
      </div>
    </div>
  )
}

import Check from 'lucide-react/icons/check'
import LoaderCircle from 'lucide-react/icons/loader-circle'
import Minus from 'lucide-react/icons/minus'
import X from 'lucide-react/icons/x'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Way } from '#sdk/doctor/ways'
import { cx } from '#web/ui/cx'

const looks = {
  trying: { Icon: LoaderCircle, look: 'animate-turn text-soft' },
  works: { Icon: Check, look: 'text-success' },
  fails: { Icon: X, look: 'text-danger' },
  absent: { Icon: Minus, look: 'text-faint' },
} as const

/** "works, 27 ms" and the like. */
export function verdictOf(t: TFunction, { state, ms }: Way): string {
  if (state === 'trying') return t('doctor.trying')
  if (state === 'fails') return t('doctor.fails')
  if (state === 'absent') return t('doctor.notOffered')
  return ms === null ? t('doctor.works') : t('doctor.worksIn', { ms: Math.round(ms) })
}

/** One way, whether it works, and where it does not, how far it got. */
export function WayRow({ way }: { way: Way }) {
  const { t } = useTranslation()
  const { Icon, look } = looks[way.state]
  return (
    <li className="flex min-h-15 items-start gap-3 py-3">
      <Icon aria-hidden className={cx('mt-0.5 size-5 shrink-0', look)} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="text-sm font-medium">{t(`doctor.way.${way.kind}`)}</span>
          <span className="text-sm text-soft">{verdictOf(t, way)}</span>
        </p>
        {way.url !== null && <p className="font-mono text-xs break-all text-faint">{way.url}</p>}
        <p className="text-sm text-soft">
          {t(way.problem === null || way.problem === 'absent' ? `doctor.wayNote.${way.kind}` : `doctor.problem.${way.problem}`)}
        </p>
      </div>
    </li>
  )
}

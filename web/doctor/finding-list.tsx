import CircleAlert from 'lucide-react/icons/circle-alert'
import Info from 'lucide-react/icons/info'
import { useTranslation } from 'react-i18next'
import type { Finding } from '#protocol/http/rtc'
import { cx } from '#web/ui/cx'

/** What the server found wrong with itself, and what to change. */
export function FindingList({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation()
  if (findings.length === 0) return <p className="text-sm text-soft">{t('doctor.serverWell')}</p>
  return (
    <ul className="flex flex-col gap-4">
      {findings.map(({ code, level, subject = '', detail }) => {
        const Icon = level === 'problem' ? CircleAlert : Info
        return (
          <li key={`${code} ${subject}`} className="flex items-start gap-3">
            <Icon aria-hidden className={cx('mt-0.5 size-5 shrink-0', level === 'problem' ? 'text-danger' : 'text-soft')} />
            <div className="min-w-0">
              <p className="text-sm font-medium break-words">{t(`doctor.finding.${code}`, { subject })}</p>
              <p className="text-sm text-soft">{t(`doctor.fix.${code}`)}</p>
              {detail !== undefined && <p className="font-mono text-xs break-words text-faint">{detail}</p>}
            </div>
          </li>
        )
      })}
    </ul>
  )
}

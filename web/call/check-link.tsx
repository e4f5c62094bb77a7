import { useTranslation } from 'react-i18next'
import { Link } from '#web/link'

/** The way to the check of calls, for those whose call does not work. */
export function CheckLink({ onFollow }: { onFollow?: () => void }) {
  const { t } = useTranslation()
  return (
    <Link
      href="/call-check"
      {...(onFollow === undefined ? {} : { onClick: onFollow })}
      className="self-start text-sm font-medium text-accent underline underline-offset-4"
    >
      {t('doctor.link')}
    </Link>
  )
}

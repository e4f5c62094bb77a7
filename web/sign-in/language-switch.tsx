import { useTranslation } from 'react-i18next'
import { setPreferences } from '#web/preferences'
import { cx } from '#web/ui/cx'

const languages = [
  { code: 'en', name: 'English' },
  { code: 'ru', name: 'Русский' },
] as const

/** Each language by its own name, so that whoever landed in the wrong one finds theirs. */
export function LanguageSwitch() {
  const { i18n } = useTranslation()
  return (
    <div className="flex gap-1">
      {languages.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={i18n.language === code}
          onClick={() => setPreferences({ language: code })}
          className={cx(
            'min-h-target rounded px-2.5 text-sm',
            i18n.language === code ? 'font-medium text-ink' : 'text-faint hover:text-ink',
          )}
        >
          {name}
        </button>
      ))}
    </div>
  )
}

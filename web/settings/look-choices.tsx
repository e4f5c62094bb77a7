import { useTranslation } from 'react-i18next'
import { setPreferences, usePreferences } from '#web/preferences'
import { Choice } from '#web/ui/choice'

/** Theme, density and language; each shows at once. */
export function LookChoices() {
  const { t } = useTranslation()
  const { theme, density, language } = usePreferences()
  return (
    <>
      <Choice
        label={t('settings.theme')}
        value={theme}
        onChange={(next) => setPreferences({ theme: next })}
        options={[
          { value: 'system', label: t('settings.system') },
          { value: 'light', label: t('settings.light') },
          { value: 'dark', label: t('settings.dark') },
        ]}
      />
      <Choice
        label={t('settings.density')}
        value={density}
        onChange={(next) => setPreferences({ density: next })}
        options={[
          { value: 'comfortable', label: t('settings.comfortable') },
          { value: 'compact', label: t('settings.compact') },
        ]}
      />
      <Choice
        label={t('settings.language')}
        value={language}
        onChange={(next) => setPreferences({ language: next })}
        options={[
          { value: 'auto', label: t('settings.auto') },
          { value: 'en', label: 'English' },
          { value: 'ru', label: 'Русский' },
        ]}
      />
    </>
  )
}

import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { onPreferences, preferences } from '#web/preferences'
import { en } from './en'
import { ru } from './ru'

export type Language = 'en' | 'ru'

/** The first language of the browser that we speak; English otherwise. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0]
    if (base === 'ru' || base === 'en') return base
  }
  return 'en'
}

function chosen(): Language {
  const { language } = preferences()
  return language === 'auto' ? pickLanguage(navigator.languages) : language
}

/** Starts the words in the language chosen or the browser's, and follows the setting. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: chosen(),
    fallbackLng: 'en',
    resources: { en: { translation: en }, ru: { translation: ru } },
    interpolation: { escapeValue: false },
    returnNull: false,
  })
  const mark = () => (document.documentElement.lang = i18next.language)
  mark()
  i18next.on('languageChanged', mark)
  onPreferences(() => {
    const next = chosen()
    if (next !== i18next.language) void i18next.changeLanguage(next)
  })
}

import { expect, test } from 'bun:test'
import { en } from './en'
import { pickLanguage } from './i18n'
import { ru } from './ru'

const forms = /_(zero|one|two|few|many|other)$/

function flatten(words: object, path = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') flat.set(path + key, value)
    else for (const [inner, text] of flatten(value as object, `${path}${key}.`)) flat.set(inner, text)
  }
  return flat
}

const base = (words: object) => [...new Set([...flatten(words).keys()].map((key) => key.replace(forms, '')))].sort()

test('both languages have the same words', () => {
  expect(base(ru)).toEqual(base(en))
})

test.each([
  ['en', en],
  ['ru', ru],
] as const)('%s has every plural form its grammar needs', (language, words) => {
  const flat = flatten(words)
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const plurals = [...flat.keys()].filter((key) => forms.test(key)).map((key) => key.replace(forms, ''))
  expect(plurals.length).toBeGreaterThan(0)
  for (const key of plurals) for (const form of needed) expect(flat.has(`${key}_${form}`), `${key}_${form}`).toBe(true)
})

test('a translation names the same values as the original', () => {
  const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
  const russian = flatten(ru)
  for (const [key, text] of flatten(en)) expect(names(russian.get(key) ?? ''), key).toEqual(names(text))
})

test('the browser picks the language, English when we do not speak its own', () => {
  expect(pickLanguage(['ru-RU', 'en'])).toBe('ru')
  expect(pickLanguage(['de', 'ru'])).toBe('ru')
  expect(pickLanguage(['fr-FR'])).toBe('en')
  expect(pickLanguage([])).toBe('en')
})

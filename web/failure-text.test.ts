import { expect, test } from 'bun:test'
import i18next, { type TFunction } from 'i18next'
import { RequestFailed, type FailureCode } from '#sdk/failure'
import { failureText } from './failure-text'
import { en } from './i18n/en'

const words = i18next.createInstance()
await words.init({ lng: 'en', resources: { en: { translation: en } } })
const t = words.t as TFunction
const say = (code: FailureCode, retryAfterMs?: number) => failureText(t, new RequestFailed(code, 'for developers', { retryAfterMs }))

test('a code becomes a sentence for people, never the message for developers', () => {
  expect(say('call_full')).toBe('The call is full. Try again when someone leaves.')
  expect(say('expired')).toBe('It waited too long to go by itself.')
  expect(say('internal')).toBe('Something went wrong. Try again.')
  expect(failureText(t, new Error('boom'))).toBe('Something went wrong. Try again.')
})

test('a limit says how long to wait, in whole seconds', () => {
  expect(say('rate_limited', 800)).toBe('Too many tries. Try again in 1 second.')
  expect(say('rate_limited', 4_200)).toBe('Too many tries. Try again in 5 seconds.')
  expect(say('rate_limited')).toBe('Too many tries. Wait a little and try again.')
})

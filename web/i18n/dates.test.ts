import { expect, test } from 'bun:test'
import { bareTimeOf, clock, dayOf, sameDay, shortDateTimeOf, timeOf } from './dates'

const noon = new Date(2026, 4, 12, 12, 0).getTime()
const hour = 3_600_000

test('today and yesterday have their words', () => {
  expect(dayOf(noon - hour, 'en', noon)).toBe('Today')
  expect(dayOf(noon - 20 * hour, 'en', noon)).toBe('Yesterday')
  expect(dayOf(noon - 20 * hour, 'ru', noon)).toBe('Вчера')
})

test('older days have a date, and the year when it is another one', () => {
  expect(dayOf(noon - 72 * hour, 'en', noon)).toBe('May 9')
  expect(dayOf(noon - 72 * hour, 'ru', noon)).toBe('9 мая')
  expect(dayOf(noon - 366 * 24 * hour, 'en', noon)).toContain('2025')
})

test('a short date has no year but where it is another one', () => {
  expect(shortDateTimeOf(noon, 'en', noon)).toMatch(/^May 12, 12:00\sPM$/)
  expect(shortDateTimeOf(noon, 'ru', noon)).toBe('12 мая, 12:00')
  expect(shortDateTimeOf(noon - 366 * 24 * hour, 'ru', noon)).toContain('2025')
})

test('a day ends at midnight of the reader', () => {
  const midnight = new Date(2026, 4, 13).getTime()
  expect(sameDay(midnight - 1, midnight)).toBe(false)
  expect(sameDay(midnight, midnight + 23 * hour)).toBe(true)
})

test('times go by the language', () => {
  const evening = new Date(2026, 4, 12, 21, 5)
  expect(timeOf(evening.getTime(), 'en')).toMatch(/^9:05\sPM$/)
  expect(bareTimeOf(evening.getTime(), 'en')).toBe('9:05')
  expect(timeOf(evening.getTime(), 'ru')).toBe('21:05')
})

test('a call counts minutes, then hours', () => {
  expect(clock(7_000)).toBe('0:07')
  expect(clock(247_000)).toBe('4:07')
  expect(clock(3_847_000)).toBe('1:04:07')
})

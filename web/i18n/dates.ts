/** Times and days as people say them, by locale. All take milliseconds or ISO text. */
type Moment = string | number

const day = (moment: Moment) => new Date(new Date(moment).setHours(0, 0, 0, 0)).getTime()

export function sameDay(a: Moment, b: Moment): boolean {
  return day(a) === day(b)
}

export function timeOf(moment: Moment, language: string): string {
  return timeFormat(language).format(new Date(moment))
}

/** The time without AM or PM, for a narrow place beside a line that has the whole time. */
export function bareTimeOf(moment: Moment, language: string): string {
  const parts = timeFormat(language).formatToParts(new Date(moment))
  return parts
    .filter((part) => part.type !== 'dayPeriod')
    .map((part) => part.value)
    .join('')
    .trim()
}

const timeFormat = (language: string) => new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' })

/** "today", "yesterday", "12 May", "12 May 2024" */
export function dayOf(moment: Moment, language: string, now: number = Date.now()): string {
  const days = Math.round((day(now) - day(moment)) / 86_400_000)
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-days, 'day')
    return word.charAt(0).toLocaleUpperCase(language) + word.slice(1)
  }
  const date = new Date(moment)
  const thisYear = date.getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', ...(thisYear ? {} : { year: 'numeric' }) }).format(date)
}

/** "May 12, 2026" */
export function dateOf(moment: Moment, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(moment))
}

export function dateTimeOf(moment: Moment, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment))
}

/** "May 12, 3:46 PM", with the year where it is another one */
export function shortDateTimeOf(moment: Moment, language: string, now: number = Date.now()): string {
  const date = new Date(moment)
  const thisYear = date.getFullYear() === new Date(now).getFullYear()
  const parts = { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' } as const
  return new Intl.DateTimeFormat(language, { ...parts, ...(thisYear ? {} : { year: 'numeric' }) }).format(date)
}

/** 4:07 or 1:04:07 */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000))
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

import type { TFunction } from 'i18next'
import { failure, type FailureCode } from '#sdk/failure'

const sentences: Partial<Record<FailureCode, Parameters<TFunction>[0] & string>> = {
  email_taken: 'error.emailTaken',
  slug_taken: 'error.slugTaken',
  forbidden: 'error.forbidden',
  not_found: 'error.notFound',
  conflict: 'error.conflict',
  room_archived: 'error.archived',
  too_large: 'error.tooLong',
  rate_limited: 'error.rateLimited',
  timeout: 'error.offline',
  offline: 'error.offline',
  stopped: 'error.offline',
  expired: 'error.expired',
  busy: 'error.busy',
  unavailable: 'error.busy',
  draining: 'error.busy',
  invalid: 'error.invalid',
  call_full: 'call.full',
}

/** What to tell a person about anything that was thrown. */
export function failureText(t: TFunction, thrown: unknown): string {
  const failed = failure(thrown)
  if (failed.code === 'rate_limited' && failed.retryAfterMs !== undefined) {
    return t('error.rateLimitedFor', { count: Math.max(1, Math.ceil(failed.retryAfterMs / 1_000)) })
  }
  const key = sentences[failed.code]
  return key === undefined ? t('error.unknown') : String(t(key as 'error.unknown'))
}

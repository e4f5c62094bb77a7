import { createHash, timingSafeEqual } from 'node:crypto'
import { Refused } from '#protocol/errors'

/** Who is super admin by config: the e-mail the owner named, and the code printed at the first start. */
export type OwnerRule = { readonly email?: string | undefined; readonly setupCode?: string | undefined }

export type Newcomer = {
  readonly email: string
  /** From this machine, without a proxy between: see `isLocal`. */
  readonly local: boolean
  readonly setupCode?: string | undefined
}

/**
 * The role of a new account. The owner's e-mail becomes super admin from this machine or with the set-up code, and from
 * elsewhere it is refused, so that nobody takes the address by being first. The code works once, because an e-mail does.
 */
export function roleOfNewcomer(rule: OwnerRule, newcomer: Newcomer): 'user' | 'super_admin' {
  if (!rule.email || sameEmail(newcomer.email) !== sameEmail(rule.email)) return 'user'
  if (newcomer.local) return 'super_admin'
  if (newcomer.setupCode && rule.setupCode && sameText(newcomer.setupCode, rule.setupCode)) return 'super_admin'
  throw new Refused(
    'forbidden',
    'This e-mail belongs to the owner of this server. Register it on the server itself, or with the set-up code printed at its first start.',
  )
}

const sameEmail = (email: string): string => email.trim().toLowerCase()

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

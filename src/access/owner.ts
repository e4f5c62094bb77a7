import { createHash, timingSafeEqual } from 'node:crypto'
import { Refused } from '#protocol/errors'

export type OwnerOptions = {
  /** SUPER_ADMIN_EMAIL; without it the set-up code makes an owner of any e-mail. */
  readonly email?: string | undefined
  /** Printed while the server has no super admin. */
  readonly setupCode?: string | undefined
}

export type Newcomer = {
  readonly email: string
  /** From this machine, without a proxy between: see `isLocal`. */
  readonly local: boolean
  readonly setupCode?: string | undefined
}

export type Owner = {
  /** The role of a new account. Refused forbidden rather than less than was asked for. */
  roleOf(newcomer: Newcomer): 'user' | 'super_admin'
  /** The owner has an account now: the set-up code is spent. */
  settled(): void
}

/**
 * Who becomes super admin by registering. The owner's e-mail does from this machine or with the set-up code, and is refused
 * from elsewhere, so that nobody takes the address by being first.
 */
export function openOwner({ email, setupCode }: OwnerOptions): Owner {
  let code = setupCode
  return {
    roleOf(newcomer) {
      const named = email !== undefined && sameEmail(newcomer.email) === sameEmail(email)
      if (named && newcomer.local) return 'super_admin'
      if (newcomer.setupCode) {
        const right = code !== undefined && sameText(newcomer.setupCode, code)
        if (right && (named || email === undefined)) return 'super_admin'
        throw new Refused('forbidden', 'This set-up code does not make this e-mail the owner of the server.')
      }
      if (!named) return 'user'
      throw new Refused(
        'forbidden',
        'This e-mail belongs to the owner of this server. Register it on the server itself, or with the set-up code printed at its start.',
      )
    },
    settled() {
      code = undefined
    },
  }
}

const sameEmail = (email: string): string => email.trim().toLowerCase()

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

import { Refused } from '#protocol/errors'
import type { Config } from '#src/base/config'
import { trustedProxies, type Trusted } from './address'
import { openRateLimits, type RateLimits, type RateName } from './limits'
import { openFileLinks, type FileLinks } from './file-links'
import { openOwner, type Owner } from './owner'
import { openPasswords, type Passwords } from './passwords'
import { openRevocations, type Revocations } from './revocations'
import { openTickets, type Tickets } from './tickets'
import { openTokens, type Identity, type Tokens } from './tokens'

/** Everything that decides who somebody is; one per process. */
export type Access = {
  readonly passwords: Passwords
  readonly tokens: Tokens
  readonly tickets: Tickets
  readonly revocations: Revocations
  readonly rates: RateLimits
  readonly trusted: Trusted
  readonly owner: Owner
  readonly fileLinks: FileLinks
  /** Who an access token speaks for, unless it is forged, late or revoked: Refused unauthenticated or token_expired. */
  authenticate(token: string): Promise<Identity>
  /** Spends a ticket: Refused unauthenticated. */
  admit(ticket: string): Identity
  /** Whom a file's address was signed for: Refused unauthenticated or token_expired. */
  openFileLink(fileId: string, key: string): Identity
}

export type AccessOptions = {
  readonly config: Pick<Config, 'superAdminEmail' | 'trustedProxies' | 'rateLimits'>
  /** The first one signs, all verify. */
  readonly secrets: readonly [string, ...string[]]
  /** Printed at the first start; absent when the owner has an account. */
  readonly setupCode?: string | undefined
  readonly rateLimited?: (name: RateName) => void
}

/** Opens everything with the clocks of this machine. */
export function openAccess({ config, secrets, setupCode, rateLimited }: AccessOptions): Access {
  const tokens = openTokens(secrets)
  const tickets = openTickets(secrets[0])
  const fileLinks = openFileLinks(secrets[0])
  const revocations = openRevocations()

  function alive(identity: Identity): Identity {
    if (revocations.isDead(identity.deviceId, identity.userId))
      throw new Refused('unauthenticated', 'This device was signed out: sign in again.')
    return identity
  }

  return {
    passwords: openPasswords(),
    tokens,
    tickets,
    revocations,
    rates: openRateLimits({ on: config.rateLimits === 'on', ...(rateLimited ? { refused: rateLimited } : {}) }),
    trusted: trustedProxies(config.trustedProxies),
    owner: openOwner({ email: config.superAdminEmail, setupCode }),
    authenticate: async (token) => alive(await tokens.readAccess(token)),
    fileLinks,
    openFileLink: (fileId, key) => alive(fileLinks.open(fileId, key)),
    admit: (ticket) => alive(tickets.take(ticket)),
  }
}

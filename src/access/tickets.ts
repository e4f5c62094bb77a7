import { Refused } from '#protocol/errors'
import { limits } from '#protocol/limits'
import { uuid } from '#src/base/ids'
import { deriveKey, openSeal, seal } from './seal'
import type { Identity } from './tokens'

export type Tickets = {
  /** A ticket that opens one socket within 30 s: safe to put in an address, unlike an access token. */
  sign(identity: Identity): string
  /** Spends a ticket. Refused unauthenticated when it is forged, late or was used on this node before. */
  take(ticket: string): Identity
}

/** Tickets are signed, so any node takes them; that each is taken once is kept per node, for as long as one lives. */
export function openTickets(secret: string, now: () => number = Date.now): Tickets {
  const key = deriveKey(secret, 'ticket')
  const spent = new Map<string, number>()

  function forgetLate(): void {
    for (const [id, expiresAt] of spent) {
      if (expiresAt > now()) return
      spent.delete(id)
    }
  }

  return {
    sign: ({ userId, deviceId }) => seal(key, [uuid(), userId, deviceId, now() + limits.ticketSeconds * 1000]),

    take(ticket) {
      const value = openSeal(key, ticket)
      const [id, userId, deviceId, expiresAt] = (Array.isArray(value) ? value : []) as [string?, string?, string?, number?]
      if (!id || !userId || !deviceId || !expiresAt) throw new Refused('unauthenticated', 'This ticket is not valid.')
      if (expiresAt <= now()) throw new Refused('unauthenticated', 'This ticket has expired: ask for a new one.')
      forgetLate()
      if (spent.has(id)) throw new Refused('unauthenticated', 'This ticket was used already: ask for a new one.')
      spent.set(id, expiresAt)
      return { userId, deviceId }
    },
  }
}

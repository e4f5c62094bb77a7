import type { TObject } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { type ErrorCode, Refused } from '#protocol/errors'
import type { Account } from '#src/data/accounts'
import type { HttpDeps } from './deps'
import { requireIdentity } from './scope'

/** The person behind a request. */
export type Caller = {
  readonly userId: string
  readonly deviceId: string
  /** Their account as Postgres has it now; asked once per request at most, and only by those who need it. */
  readonly account: () => Promise<Account>
}

/** Routes for everybody. `normalize` would silently drop what a schema does not name; the setting is per instance. */
export const everybody = () => new Elysia({ normalize: false })

/** Routes for those who are signed in: `caller` is there, and who it is was settled before the body was looked at. */
export const signedIn = ({ data }: Pick<HttpDeps, 'data'>) =>
  everybody().derive(({ request }) => {
    const { userId, deviceId } = requireIdentity(request)
    let asked: Promise<Account> | undefined
    const caller: Caller = { userId, deviceId, account: () => (asked ??= liveAccount(data, userId)) }
    return { caller }
  })

async function liveAccount(data: HttpDeps['data'], userId: string): Promise<Account> {
  const account = await data.accounts.byId(userId)
  if (!account || account.disabledAt) throw new Refused('unauthenticated', 'This account is not in use any more.')
  return account
}

type Operation = {
  /** A stable name: generated clients call their functions after it. */
  readonly id: string
  readonly tag: 'auth' | 'users' | 'devices' | 'admin' | 'rooms' | 'members' | 'messages' | 'files' | 'realtime' | 'rtc' | 'operations'
  readonly summary: string
  /** What it may refuse besides what every operation may. */
  readonly refuses?: readonly ErrorCode[]
  /** Answered without a token. */
  readonly open?: true
}

/** Where `openApiDocument` finds the codes of an operation. */
export const refusesKey = 'x-refuses'

/** How the OpenAPI document describes a route. */
export function operation({ id, tag, summary, refuses = [], open }: Operation) {
  const everywhere: ErrorCode[] = open ? ['malformed', 'rate_limited'] : ['unauthenticated', 'token_expired', 'rate_limited', 'unavailable']
  return {
    operationId: id,
    summary,
    tags: [tag as string],
    security: open ? [] : [{ bearer: [] }],
    [refusesKey]: [...new Set([...refuses, ...everywhere])],
  }
}

/**
 * A schema of protocol for one route. Elysia writes into the schemas it is given, and theirs belong to everybody; and
 * without the word it would refuse fields it does not know, where the contract says to ignore them.
 */
export const own = <T extends TObject>(schema: T): T => ({ ...schema, additionalProperties: true })

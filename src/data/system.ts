import type { AccountRole } from './accounts'

/** What the one system stream said: revocations, bans and role changes (DELIVERY rule 25). */
export type SystemNews = {
  seq: number
  revokedDevices: string[]
  disabledUsers: string[]
  enabledUsers: string[]
  roleChanges: { userId: string; role: AccountRole }[]
}

export type System = {
  /** News above `seq`; null = those of the last hour, longer than any access token lives. */
  since(seq: number | null): Promise<SystemNews>
}

import type { AccountRole } from './accounts'
import type { Database } from './database'
import type { Heads } from './heads'

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

/** The id of the system stream, the same in every database. */
export const systemStream = '00000000-0000-7000-8000-000000000000'

/** Tells of a new head of the system stream; null where nothing was appended. */
export function announceSystem(heads: Heads, head: number | null): void {
  if (head !== null) heads.announce([{ stream: systemStream, head }])
}

type NewsRow = { head: number; type: string | null; body: { deviceId?: string; userId?: string; role?: AccountRole } | null }

export function createSystem(database: Database): System {
  return {
    async since(seq) {
      const rows = await database.query<NewsRow>(
        `select s.last_seq as head, e.type, e.body from streams s
        left join events e on e.stream_id = s.id and case when $1::bigint is null then e.at > now() - interval '1 hour' else e.seq > $1 end
        where s.id = system_stream() order by e.seq`,
        [seq],
      )
      const disabled = new Map<string, boolean>()
      const news: SystemNews = { seq: rows[0]?.head ?? 0, revokedDevices: [], disabledUsers: [], enabledUsers: [], roleChanges: [] }
      for (const { type, body } of rows) {
        if (type === 'device.revoked' && body?.deviceId) news.revokedDevices.push(body.deviceId)
        if (type === 'user.disabled' && body?.userId) disabled.set(body.userId, true)
        if (type === 'user.enabled' && body?.userId) disabled.set(body.userId, false)
        if (type === 'user.role' && body?.userId && body.role) news.roleChanges.push({ userId: body.userId, role: body.role })
      }
      for (const [userId, is] of disabled) (is ? news.disabledUsers : news.enabledUsers).push(userId)
      return news
    },
  }
}

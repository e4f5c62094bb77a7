import { uuid } from '#src/base/ids'
import type { Database } from './database'
import type { Heads } from './heads'
import { retrying, single } from './retrying'
import { announceSystem } from './system'

/** A signed-in device (JWT claim `did`). */
export type Device = { id: string; name: string; createdAt: string; lastSeenAt: string; revokedAt: string | null }

export type Rotated =
  | { ok: true; userId: string; deviceId: string; rotation: number; repeated: boolean }
  | { ok: false; reason: 'unknown' | 'expired' | 'reused' | 'revoked' | 'disabled' }

export type Devices = {
  /** Refresh tokens are kept as hashes made by the caller. */
  open(userId: string, device: { name: string; refreshHash: string; ttlMs: number }): Promise<{ deviceId: string }>
  /**
   * Spends a refresh token for a new one; `rotation` grows with each. A spent one is taken once more within the leeway, while what it
   * made was not used, which is void then; any other spent one revokes its device in the same transaction.
   */
  rotate(spentHash: string, nextHash: string, life: { readonly ttlMs: number; readonly leewayMs: number }): Promise<Rotated>
  /** Ends a device; an event of the system stream. False where there was nothing to end. */
  revoke(deviceId: string): Promise<boolean>
  /** Live devices, newest first. */
  list(userId: string): Promise<Device[]>
}

type RotatedRow = Omit<Extract<Rotated, { ok: true }>, 'ok'> & {
  reason: Extract<Rotated, { ok: false }>['reason'] | null
  head: number | null
}

export function createDevices(database: Database, heads: Heads): Devices {
  return {
    async open(userId, { name, refreshHash, ttlMs }) {
      const deviceId = uuid()
      await retrying(database, 'select open_device($1, $2, $3, $4, $5)', [deviceId, userId, name, refreshHash, ttlMs])
      return { deviceId }
    },
    async rotate(spentHash, nextHash, { ttlMs, leewayMs }) {
      const { reason, head, ...rotated } = await single<RotatedRow>(
        database,
        `select o_reason as reason, o_user as "userId", o_device as "deviceId", o_head as head, o_rotation as rotation, o_repeated as repeated
        from rotate_refresh($1, $2, $3, $4)`,
        [spentHash, nextHash, ttlMs, leewayMs],
      )
      announceSystem(heads, head)
      return reason === null ? { ok: true, ...rotated } : { ok: false, reason }
    },
    async revoke(deviceId) {
      const { head } = await single<{ head: number | null }>(database, 'select revoke_devices(null, $1, null) as head', [deviceId])
      announceSystem(heads, head)
      return head !== null
    },
    list: (userId) =>
      database.query<Device>(
        `select id, name, created_at as "createdAt", last_seen_at as "lastSeenAt", revoked_at as "revokedAt" from devices
        where account_id = $1 and revoked_at is null order by last_seen_at desc limit 200`,
        [userId],
      ),
  }
}

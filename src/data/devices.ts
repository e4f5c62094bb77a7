/** A signed-in device (JWT claim `did`). */
export type Device = { id: string; name: string; createdAt: string; lastSeenAt: string; revokedAt: string | null }

export type Rotated =
  { ok: true; userId: string; deviceId: string } | { ok: false; reason: 'unknown' | 'expired' | 'reused' | 'revoked' | 'disabled' }

export type Devices = {
  /** Refresh tokens are kept as hashes made by the caller. */
  open(userId: string, device: { name: string; refreshHash: string; ttlMs: number }): Promise<{ deviceId: string }>
  /** Spends a refresh token for a new one. A token spent twice revokes its device in the same transaction. */
  rotate(spentHash: string, nextHash: string, ttlMs: number): Promise<Rotated>
  /** Ends a device; an event of the system stream. False where there was nothing to end. */
  revoke(deviceId: string): Promise<boolean>
  /** Live devices, newest first. */
  list(userId: string): Promise<Device[]>
}

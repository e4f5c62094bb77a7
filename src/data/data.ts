import type { Accounts } from './accounts'
import type { Append } from './append'
import type { Calls } from './calls'
import type { Database } from './database'
import type { Devices } from './devices'
import type { Events } from './events'
import type { Members } from './members'
import type { Messages } from './messages'
import type { Idempotency, Outbox } from './outbox'
import type { Reads } from './reads'
import type { Rooms } from './rooms'
import type { System } from './system'

export type Data = {
  readonly driver: Database['driver']
  /** Changed by a restore: cursors of another generation are worth nothing (DELIVERY rule 14). */
  readonly generation: string
  readonly accounts: Accounts
  readonly devices: Devices
  readonly rooms: Rooms
  readonly members: Members
  readonly messages: Messages
  readonly events: Events
  readonly append: Append
  readonly reads: Reads
  readonly calls: Calls
  readonly outbox: Outbox
  readonly idempotency: Idempotency
  readonly system: System
  /** Rejects when the database does not answer. */
  health(): Promise<void>
  close(): Promise<void>
}

/** Reads the generation and puts the aggregates on a migrated database (see migrate.ts). */
export async function openData(database: Database): Promise<Data> {
  throw new Error(`not yet: ${database.driver}`)
}

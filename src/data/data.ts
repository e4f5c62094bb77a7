import type { Log } from '#src/base/log'
import { type Accounts, createAccounts } from './accounts'
import { type Append, createAppend } from './append'
import { type Calls, createCalls } from './calls'
import type { Database } from './database'
import { createDevices, type Devices } from './devices'
import { createEvents, type Events } from './events'
import { createFiles, type Files } from './files'
import { createHeads } from './heads'
import { createMembers, type Members } from './members'
import { createMessages, type Messages } from './messages'
import { createIdempotency, createOutbox, createRelay, type Idempotency, type Outbox } from './outbox'
import { createQuality, type Quality } from './quality'
import { createReads, type Reads } from './reads'
import { createRooms, type Rooms } from './rooms'
import { createSystem, type System } from './system'

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
  readonly files: Files
  readonly quality: Quality
  readonly outbox: Outbox
  readonly idempotency: Idempotency
  readonly system: System
  /** Rejects when the database does not answer. */
  health(): Promise<void>
  close(): Promise<void>
}

/** Puts the aggregates on a migrated database (see migrate.ts). */
export async function openData(database: Database, log?: Log): Promise<Data> {
  const [row] = await database.query<{ generation: string }>("select value as generation from meta where key = 'generation'")
  if (!row) throw new Error('The database has no generation: migrate it first')
  const { generation } = row
  const heads = createHeads()
  const outbox = createOutbox(database, heads)
  const relay = createRelay(outbox, (error) => log?.warn({ reason: String(error) }, 'the outbox waits for the next relay'))
  return {
    driver: database.driver,
    generation,
    accounts: createAccounts(database, heads),
    devices: createDevices(database, heads),
    rooms: createRooms(database, relay),
    members: createMembers(database),
    messages: createMessages(database),
    events: createEvents(database),
    append: createAppend({ database, heads, generation, relay, ...(log ? { log } : {}) }),
    reads: createReads(database, heads),
    calls: createCalls(database),
    files: createFiles(database),
    quality: createQuality(database),
    outbox,
    idempotency: createIdempotency(database),
    system: createSystem(database),
    health: async () => {
      await database.query('select 1')
    },
    close: () => database.close(),
  }
}

import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Account } from '#src/data/accounts'
import { type Data, openData } from '#src/data/data'
import type { Database } from '#src/data/database'
import { migrate } from '#src/data/migrate'
import { openPostgres } from '#src/data/postgres'
import { type PrivatePostgres, startPostgres } from '#test/parts/postgres'
import { person, room } from './scene'

/** A list costs what it shows, whatever else the server holds. Counted in rows that Postgres fetched, not in time. */
let server: PrivatePostgres
let database: Database
let data: Data
let ann: Account
let big = ''

const strangers = 3_000
/** More than any page of ten and what hangs on it; less than anything that grows. */
const few = 300

beforeAll(async () => {
  server = await startPostgres({ durable: false })
  database = await openPostgres(await server.create('lists'), { connections: 4 })
  await migrate(database)
  data = await openData(database)
  ann = await person(data)
  big = await room(data, ann)
  await database.script(`
    insert into accounts (id, email, name, role, password_hash) select new_id(), n || '@example.org', 'Person', 'user', '' from generate_series(1, ${strangers}) n;
    insert into members (room_id, user_id, role, joined_at, joined_seq, read_seq, read_no)
    select '${big}', id, 'member', now(), 1, 1, 0 from accounts where id <> '${ann.id}';
    insert into rooms (id, slug, name, kind, visibility, created_at) select id, id, '', 'direct', 'private', now() from accounts;
    insert into streams (id, kind) select id, 'room' from accounts on conflict do nothing;
    insert into members (room_id, user_id, role, joined_at, joined_seq, read_seq, read_no)
    select id, id, 'owner', now(), 1, 1, 0 from accounts where id <> '${ann.id}'`)
  await database.query('analyze')
}, 60_000)

afterAll(async () => {
  await database?.close()
  await server?.stop()
})

/** Rows of all tables that were fetched so far. One at a time goes over one connection, which is told to say what it has counted. */
async function fetched(): Promise<number> {
  await database.query('select pg_stat_force_next_flush()')
  const [row] = await database.query<{ rows: number }>(
    'select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as rows from pg_stat_user_tables',
  )
  return row?.rows ?? 0
}

/** What it costs once Postgres has made the plan it keeps, which is after the fifth time. */
async function rowsOf(ask: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < 8; n++) await ask()
  const before = await fetched()
  await ask()
  return (await fetched()) - before
}

test('the rooms of a person: those of others are not looked at', async () => {
  expect(await rowsOf(() => data.rooms.list(ann.id, { limit: 10 }))).toBeLessThan(few)
})

test('who of a few is a member: the other members are not looked at', async () => {
  expect(await rowsOf(() => data.members.among(big, [ann.id]))).toBeLessThan(few)
})

test('a page far into a list costs as much as the first', async () => {
  const far = async (list: (cursor: string | null) => Promise<{ next: string | null }>): Promise<number> => {
    let cursor: string | null = null
    for (let page = 0; page < 10; page++) cursor = (await list(cursor)).next
    expect(cursor).not.toBeNull()
    return rowsOf(() => list(cursor))
  }
  expect(await far((cursor) => data.members.list(big, ann.id, { limit: 100, cursor }))).toBeLessThan(2 * few)
  expect(await far((cursor) => data.accounts.list({ limit: 100, cursor }))).toBeLessThan(2 * few)
})

test('the counter counts: reading everybody is seen', async () => {
  expect(await rowsOf(() => database.query('select count(*) from accounts where length(name) > 0'))).toBeGreaterThan(strangers)
})

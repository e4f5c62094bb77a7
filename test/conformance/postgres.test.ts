import { afterAll, beforeAll, expect, test } from 'bun:test'
import postgres from 'postgres'
import type { Account } from '#src/data/accounts'
import { type Data, openData } from '#src/data/data'
import { type Database, DatabaseError } from '#src/data/database'
import { migrate } from '#src/data/migrate'
import { openPostgres } from '#src/data/postgres'
import { retrying } from '#src/data/retrying'
import { type PrivatePostgres, startPostgres } from '#test/parts/postgres'
import { append, codeOf, person, room, say, wholeStream } from './scene'

let server: PrivatePostgres
let url = ''
let database: Database
let data: Data
let ann: Account

beforeAll(async () => {
  server = await startPostgres({ durable: false })
  url = await server.create('only')
  database = await openPostgres(url, { connections: 6 })
  await migrate(database)
  data = await openData(database)
  ann = await person(data)
}, 60_000)

afterAll(async () => {
  await database?.close()
  await server?.stop()
})

test('a node that stopped in the middle of a transaction holds a room for two seconds, not longer (rule 6)', async () => {
  const id = await room(data, ann)
  const stopped = postgres(url, { max: 1, onnotice: () => undefined, connection: { idle_in_transaction_session_timeout: 2_000 } })
  let letGo: () => void = () => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  let took: () => void = () => undefined
  const taken = new Promise<void>((resolve) => (took = resolve))
  const transaction = stopped
    .begin(async (sql) => {
      await sql.unsafe('select from streams where id = $1 for update', [id])
      took()
      await held
    })
    .catch(() => undefined)
  await taken
  const started = performance.now()
  expect(codeOf(await append(data, id, say(ann, 'in spite of it')))).toBe('ok')
  expect(performance.now() - started).toBeLessThan(5_000)
  letGo()
  await transaction
  await stopped.end({ timeout: 1 }).catch(() => undefined)
}, 20_000)

test('appends that all wait for one lock leave connections to sign in with (rule 6)', async () => {
  const ids = await Promise.all(Array.from({ length: 12 }, () => room(data, ann)))
  const holder = postgres(url, { max: 1, onnotice: () => undefined })
  let waiting: Promise<unknown> = Promise.resolve()
  await holder.begin(async (sql) => {
    await sql.unsafe("select from streams where kind = 'room' for update")
    waiting = Promise.all(ids.map((id) => append(data, id, say(ann, 'waits'))))
    for (let blocked = 0; blocked < 4;) {
      const [row] = await sql.unsafe<{ count: number }[]>(
        "select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock'",
      )
      blocked = row?.count ?? 0
    }
    expect((await data.accounts.byEmail(ann.email))?.id).toBe(ann.id)
    await data.health()
  })
  await waiting
  await holder.end({ timeout: 1 })
}, 20_000)

test('a deadlock is tried again (rule 5)', async () => {
  await database.script(`
    create table pair (id int primary key, n int); insert into pair values (1, 0), (2, 0);
    create function touch_both(a int, b int) returns void language plpgsql as $$
    begin update pair set n = n + 1 where id = a; perform pg_sleep(0.2); update pair set n = n + 1 where id = b; end $$`)
  await Promise.all([retrying(database, 'select touch_both(1, 2)', []), retrying(database, 'select touch_both(2, 1)', [])])
  expect(await database.query('select n from pair order by id')).toEqual([{ n: 2 }, { n: 2 }])
}, 20_000)

test('room appends and what follows for people do not lock each other out (rule 5)', async () => {
  const people = await Promise.all(Array.from({ length: 6 }, (_, at) => person(data, `P${at}`)))
  const ids = await Promise.all([room(data, ann), room(data, ann), room(data, ann)])
  const nodes = [data, await openData(database)]
  const outcomes = await Promise.all(
    ids.flatMap((id) =>
      people.flatMap((user, at) => {
        const node = nodes[at % 2] as Data
        return [append(node, id, { type: 'member.join', by: user.id }), node.outbox.relay().then(() => append(node, id, say(ann, 'x')))]
      }),
    ),
  )
  expect(outcomes.map(codeOf)).toEqual(outcomes.map(() => 'ok'))
  while ((await data.outbox.relay()) > 0);
  for (const user of people) {
    const events = await wholeStream(data, user.id)
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'room.added'],
      [2, 'room.added'],
      [3, 'room.added'],
    ])
  }
}, 20_000)

test('a server that is not there is said so at once, and its errors are passing ones', async () => {
  const started = performance.now()
  const error = await openPostgres('postgres://nobody@127.0.0.1:1/none').catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(DatabaseError)
  expect(error).toMatchObject({ code: 'connection', transient: true })
  expect(performance.now() - started).toBeLessThan(6_000)
}, 20_000)

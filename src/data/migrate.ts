import { migrations, type Migration } from '#migrations/list'
import { type Database, DatabaseError } from './database'

/** Raised by the guard inside a migration's transaction when another node was first. */
const alreadyDone = 'BZ001'

const bookkeeping = `
  select pg_advisory_xact_lock(7305100);
  create table if not exists migrations (
    number integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz(3) not null default clock_timestamp()
  );`

export const checksum = (text: string): string => new Bun.CryptoHasher('sha256').update(text).digest('hex')

/** Names the whole set: a seed directory made from another set is of no use. */
export const migrationsChecksum = (): string => checksum(migrations.map((migration) => checksum(migration.text)).join('\n'))

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

const scriptOf = ({ number, name, text }: Migration): string => `
  set local statement_timeout = 0;
  set local lock_timeout = '60s';
  select pg_advisory_xact_lock(7305100);
  do $guard$ begin
    if exists (select from migrations where number = ${number}) then raise exception 'already applied' using errcode = '${alreadyDone}'; end if;
  end $guard$;
  ${text}
  insert into migrations (number, name, checksum) values (${number}, ${literal(name)}, ${literal(checksum(text))});`

type Applied = { number: number; name: string; checksum: string }

/**
 * Brings the schema up to date: each migration in a transaction of its own, under an advisory lock, recorded with its checksum.
 * Refuses a database that a newer program has migrated, and one whose applied migrations read differently. Answers how many were applied.
 */
export async function applyMigrations(database: Database, list: readonly Migration[] = migrations): Promise<number> {
  await database.script(`set local lock_timeout = '60s'; set local statement_timeout = 0; ${bookkeeping}`)
  const applied = await database.query<Applied>('select number, name, checksum from migrations order by number')
  for (const row of applied) {
    const known = list.find((migration) => migration.number === row.number)
    if (!known)
      throw new Error(`The database has migration ${row.number} (${row.name}), which this version does not know. Run a newer version.`)
    if (checksum(known.text) !== row.checksum)
      throw new Error(`Migration ${row.number} (${row.name}) was changed after it had been applied.`)
  }
  const done = new Set(applied.map((row) => row.number))
  let count = 0
  for (const migration of list) {
    if (done.has(migration.number)) continue
    try {
      await database.script(scriptOf(migration))
      count += 1
    } catch (error) {
      if (!(error instanceof DatabaseError && error.code === alreadyDone)) throw error
    }
  }
  return count
}

/** Migrates, and founds what every database has before anyone came: its generation and the room `general`. Answers how many were applied. */
export async function migrate(database: Database): Promise<number> {
  const count = await applyMigrations(database)
  await database.query('select found_database()')
  return count
}

import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { migrations } from '#migrations/list'
import { applyMigrations, migrate } from '#src/data/migrate'
import { openPostgres } from '#src/data/postgres'
import { type PrivatePostgres, startPostgres } from '#test/parts/postgres'
import { drivers, type Opened } from './drivers'

const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )

test('migrations are numbered from 1 without a gap', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, at) => at + 1))
})

for (const driver of drivers) {
  describe(`migrations on ${driver.name}`, () => {
    let opened: Opened
    beforeAll(async () => {
      opened = await driver.open()
    }, 60_000)
    afterAll(() => opened?.close())

    test('a second run has nothing to do and founds nothing twice', async () => {
      expect(await migrate(opened.database)).toBe(0)
      expect(await opened.database.query('select slug from rooms')).toEqual([{ slug: 'general' }])
    })

    test('a migration that fails leaves nothing behind', async () => {
      const broken = [...migrations, { number: migrations.length + 1, name: 'broken', text: 'create table half (id int); select 1 / 0;' }]
      expect(await reasonOf(applyMigrations(opened.database, broken))).toContain('division by zero')
      expect(await opened.database.query("select to_regclass('half') as half")).toEqual([{ half: null }])
      expect(await migrate(opened.database)).toBe(0)
    })

    test('an applied migration that reads differently is refused, and so is one this version does not know', async () => {
      const changed = migrations.map((migration) => (migration.number === 2 ? { ...migration, text: `${migration.text}\n` } : migration))
      expect(await reasonOf(applyMigrations(opened.database, changed))).toContain('was changed after it had been applied')
      expect(await reasonOf(applyMigrations(opened.database, migrations.slice(0, -1)))).toContain('Run a newer version')
    })
  })
}

describe('on Postgres', () => {
  let postgres: PrivatePostgres
  beforeAll(async () => {
    postgres = await startPostgres({ durable: false })
  }, 60_000)
  afterAll(() => postgres?.stop())

  test('nodes that start together apply each migration once', async () => {
    const url = await postgres.create('together')
    const pools = await Promise.all([1, 2, 3].map(() => openPostgres(url, { connections: 4 })))
    const counts = await Promise.all(pools.map((pool) => migrate(pool)))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(migrations.length)
    for (const pool of pools) await pool.close()
  })
})

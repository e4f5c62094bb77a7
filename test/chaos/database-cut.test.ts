import { afterAll, expect, test } from 'bun:test'
import { startPostgres } from '#test/parts/postgres'
import { startProxy } from '#test/parts/proxy'
import { seeded } from '#test/parts/seeded'
import { openPostgres } from '#src/data/postgres'

const CUTS = 150
const ASKERS = 12

const stops: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of stops.reverse()) await stop()
})

test('connections to Postgres that break at any moment: every statement is answered soon, right or refused', async () => {
  const random = seeded('connections cut')
  const postgres = await startPostgres({ durable: false })
  stops.push(() => postgres.stop())
  const proxy = await startProxy(postgres.port)
  stops.push(() => proxy.close())
  const database = await openPostgres(postgres.url().replace(String(postgres.port), String(proxy.port)))
  stops.push(() => database.close())

  let over = false
  let slowest = 0
  let [right, refused] = [0, 0]
  const ask = async (): Promise<void> => {
    for (let n = 0; !over; n++) {
      const asked = performance.now()
      try {
        const rows = await database.query<{ n: number }>('select $1::int as n', [n])
        expect(rows).toEqual([{ n }])
        right += 1
      } catch (error) {
        expect(error).toMatchObject({ name: 'DatabaseError', transient: true })
        refused += 1
      }
      slowest = Math.max(slowest, performance.now() - asked)
    }
  }
  const asking = Array.from({ length: ASKERS }, ask)
  for (let cuts = 0; cuts < CUTS; cuts++) {
    await Bun.sleep(random.between(1, 40))
    if (random.chance(0.3)) proxy.cut()
    else proxy.lines[random.between(0, proxy.lines.length - 1)]?.cut()
  }
  over = true
  await Promise.all(asking)
  console.log(`${CUTS} cuts, ${right} right, ${refused} refused, slowest ${Math.round(slowest)} ms`)
  expect(right).toBeGreaterThan(CUTS)
  expect(refused).toBeGreaterThan(0)
  expect(slowest).toBeLessThan(2_500)
}, 60_000)

import { bareLoad, fanLoad, productLoad, type FanFigures } from './parts/fan'
import { startProduct } from './parts/product'
import { startReference } from './parts/process'
import { type Bar, atMost, medians, report } from './parts/report'

/**
 * Fan-out to 200 and 1,000 members: messages committed in Postgres and acked by the product, beside a bare Bun server that publishes
 * the same JSON and commits nothing. Server CPU per million deliveries; 16 in flight, and 40 messages a second.
 */
const RUNS = Number(process.env['RUNS'] ?? 3)
const figures: Record<string, FanFigures> = {}
const bars: Bar[] = []

for (const members of [200, 1_000]) {
  for (const pace of ['full', 40] as const) {
    const name = `${members} members, ${pace === 'full' ? '16 in flight' : `${pace}/s`}`
    const messages = pace === 'full' ? (members === 200 ? 6_000 : 2_000) : 200
    console.log(`${name}: bare`)
    const bare = await medians(RUNS, async () => {
      const server = await startReference('bare-publish.ts')
      return fanLoad(server, bareLoad, members, messages, pace).finally(() => server.stop())
    })
    console.log(`${name}: product`)
    const product = await medians(RUNS, async () => {
      const server = await startProduct('postgres')
      return fanLoad(server, productLoad(server), members, messages, pace).finally(() => server.stop())
    })
    figures[`bare, ${name}`] = bare
    figures[`product, ${name}`] = product
    const bound = pace === 'full' ? 1.5 : 1.25
    bars.push(atMost(`CPU per delivery against bare, ${name}`, product.cpuPerMillion / bare.cpuPerMillion, bound))
    bars.push(atMost(`p99 against bare, ${name}`, product.p99 / bare.p99, 3))
  }
}
report('fanout', figures, bars)
process.exit(0)

import { bareLoad, type FanFigures, type FanLoad, fanLoad, productLoad } from './parts/fan'
import { startProduct } from './parts/product'
import { type Measured, startReference } from './parts/process'
import { type Bar, atMost, medians, report } from './parts/report'

/**
 * Fan-out to 200 and 1,000 members: messages committed in Postgres and acked by the product, beside a bare Bun server that publishes
 * the same JSON and commits nothing. Server CPU per million deliveries; 16 in flight, and 40 messages a second. Both warmed up, one right
 * after the other, and the median of what one was of the other.
 */
const RUNS = Number(process.env['RUNS'] ?? 3)
/** What it takes until the code of a message is compiled. */
const WARM_MEMBERS = 20
const WARM_MESSAGES = 4_000
const figures: Record<string, Record<string, number>> = {}
const bars: Bar[] = []

async function measured(
  server: Measured,
  load: FanLoad,
  members: number,
  messages: number,
  pace: 'full' | number,
  batches: () => Promise<number> = async () => 0,
): Promise<FanFigures & { batches: number }> {
  try {
    await fanLoad(server, load, WARM_MEMBERS, WARM_MESSAGES, 'full')
    const before = await batches()
    const figures = await fanLoad(server, load, members, messages, pace)
    return { ...figures, batches: (await batches()) - before }
  } finally {
    await server.stop()
  }
}

for (const members of [200, 1_000]) {
  for (const pace of ['full', 40] as const) {
    const name = `${members} members, ${pace === 'full' ? '16 in flight' : `${pace}/s`}`
    const messages = pace === 'full' ? (members === 200 ? 6_000 : 2_000) : 200
    console.log(name)
    const pair = await medians(RUNS, async () => {
      const bare = await measured(await startReference('bare-publish.ts'), bareLoad, members, messages, pace)
      const server = await startProduct('postgres')
      const product = await measured(server, productLoad(server), members, messages, pace, server.batches)
      return {
        bareCpu: bare.cpuPerMillion,
        productCpu: product.cpuPerMillion,
        cpu: product.cpuPerMillion / bare.cpuPerMillion,
        bareP99: bare.p99,
        productP99: product.p99,
        p99: product.p99 / bare.p99,
        messagesPerSecond: product.messagesPerSecond,
        messagesPerBatch: messages / product.batches,
      }
    })
    figures[name] = pair
    bars.push(atMost(`CPU per delivery against bare, ${name}`, pair.cpu, pace === 'full' ? 1.5 : 1.25))
    bars.push(atMost(`p99 against bare, ${name}`, pair.p99, 3))
  }
}
report('fanout', figures, bars)
process.exit(0)

import { bareLoad, joinAll, productLoad, speaker, type FanLoad } from './parts/fan'
import { type Measured, startReference } from './parts/process'
import { startProduct } from './parts/product'
import { atLeast, type Bar, medians, percentile, report } from './parts/report'
import { startPostgres } from '#test/parts/postgres'

/**
 * Acked, committed messages a second with 64 in flight from 8 senders in one room, and the ack's p99; the product on Postgres and
 * embedded, beside a bare server that batches into the same Postgres.
 */
const RUNS = Number(process.env['RUNS'] ?? 3)
const MESSAGES = Number(process.env['MESSAGES'] ?? 10_000)
const SENDERS = 8
const WINDOW = 64

async function acked(server: Measured, load: FanLoad): Promise<{ acksPerSecond: number; p99: number; cpuPerThousand: number }> {
  const sockets = await joinAll(server.port, load, SENDERS)
  const sentAt = new Map<string, number>()
  const latencies: number[] = []
  let sent = 0
  const say = speaker(sockets, load, sentAt)
  const send = (): void => {
    sent++
    say()
  }
  const cpu = server.cpu()
  const began = performance.now()
  await new Promise<void>((resolve) => {
    for (const socket of sockets)
      socket.onFrame = (frame) => {
        if (frame[15] !== 0x61 || frame[16] !== 0x63) return
        const id = /"requestId":"([^"]+)"/.exec(frame.toString())?.[1] ?? ''
        latencies.push(performance.now() - (sentAt.get(id) ?? Number.NaN))
        if (latencies.length === MESSAGES) return resolve()
        if (sent < MESSAGES) send()
      }
    while (sent < WINDOW) send()
  })
  const seconds = (performance.now() - began) / 1_000
  for (const socket of sockets) socket.close()
  return {
    acksPerSecond: MESSAGES / seconds,
    p99: percentile(latencies, 0.99),
    cpuPerThousand: ((server.cpu() - cpu) / MESSAGES) * 1_000,
  }
}

const figures: Record<string, unknown> = {}
const bars: Bar[] = []

console.log('bare server on Postgres')
const bare = await medians(RUNS, async () => {
  const database = await startPostgres()
  const server = await startReference('bare-durable.ts', { DATABASE_URL: await database.create('bare') })
  const result = await acked(server, bareLoad)
  await server.stop()
  await database.stop()
  return result
})
figures['bare'] = bare
for (const driver of ['postgres', 'embedded'] as const) {
  console.log(`product, ${driver}`)
  const product = await medians(RUNS, async () => {
    const server = await startProduct(driver)
    return acked(server, productLoad(server)).finally(() => server.stop())
  })
  figures[driver] = product
  if (driver === 'postgres') bars.push(atLeast('acks/s against bare, Postgres', product.acksPerSecond / bare.acksPerSecond, 0.6))
}
report('durable', figures, bars)
process.exit(0)

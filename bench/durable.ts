import { bareLoad, joinAll, productLoad, speaker, type FanLoad } from './parts/fan'
import { type Measured, startReference } from './parts/process'
import { startProduct } from './parts/product'
import { atLeast, type Bar, medians, percentile, report } from './parts/report'
import { startPostgres } from '#test/parts/postgres'

/**
 * Acked, committed messages a second with 64 in flight from 8 senders in one room, and the ack's p99; the product on Postgres and
 * embedded, beside a bare server that batches into a Postgres of the same kind. The product's senders also hear every message: so does
 * one of the bare servers, the other only acks. Warmed up, and measured in turns, because the machine is never quiet.
 */
const RUNS = Number(process.env['RUNS'] ?? 3)
const MESSAGES = Number(process.env['MESSAGES'] ?? 20_000)
const SENDERS = 8
const WINDOW = 64
const TURNS = 3

type Acks = { acksPerSecond: number; p99: number; cpuPerThousand: number }

async function acked(server: Measured, load: FanLoad): Promise<Acks> {
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

type Side = { readonly name: string; readonly server: Measured; readonly load: FanLoad }

async function startBare(name: string, env: Record<string, string>): Promise<Side> {
  const database = await startPostgres()
  const server = await startReference('bare-durable.ts', { ...env, DATABASE_URL: await database.create('bare') })
  const stop = async (): Promise<void> => {
    await server.stop()
    await database.stop()
  }
  return { name, server: { ...server, stop }, load: bareLoad }
}

/** Servers that run side by side are measured in turns, the first turn for nothing. */
async function inTurns(sides: readonly Side[]): Promise<Record<string, number>> {
  const turns: Record<string, Acks[]> = {}
  for (let turn = 0; turn <= TURNS; turn++)
    for (const { name, server, load } of sides) {
      const acks = await acked(server, load)
      if (turn > 0) (turns[name] ??= []).push(acks)
    }
  for (const { server } of sides) await server.stop()
  const mean = (name: string, of: keyof Acks): number => (turns[name] ?? []).reduce((sum, acks) => sum + acks[of], 0) / TURNS
  return Object.fromEntries(
    sides.flatMap(({ name }) => (['acksPerSecond', 'p99', 'cpuPerThousand'] as const).map((of) => [`${name}, ${of}`, mean(name, of)])),
  )
}

const onPostgres = await medians(RUNS, async () => {
  const product = await startProduct('postgres')
  const figures = await inTurns([
    await startBare('bare', {}),
    await startBare('bare that tells', { TELL: '1' }),
    { name: 'product', server: product, load: productLoad(product) },
  ])
  const rate = (name: string): number => figures[`${name}, acksPerSecond`] as number
  return { ...figures, share: rate('product') / rate('bare'), shareOfTelling: rate('product') / rate('bare that tells') }
})
console.log('embedded')
const embedded = await medians(RUNS, async () => {
  const product = await startProduct('embedded')
  return inTurns([{ name: 'product', server: product, load: productLoad(product) }])
})
const bars: Bar[] = [
  atLeast('acks/s against bare, Postgres', onPostgres.share, 0.6),
  atLeast('acks/s against a bare server that tells its senders too, Postgres', onPostgres.shareOfTelling, 0.6),
]
report('durable', { postgres: onPostgres, embedded }, bars)
process.exit(0)

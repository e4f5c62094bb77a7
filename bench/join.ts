import { joinAll, joined, openAll, productLoad } from './parts/fan'
import type { LoadSocket } from './parts/load-socket'
import { startProduct } from './parts/product'
import { atMost, medians, report } from './parts/report'

/**
 * Joins of one room with presence on, twice 500, their sockets already open; what such a socket costs to open; and whether a newcomer, socket
 * and join, costs more as the room grows. Server CPU.
 */
const RUNS = Number(process.env['RUNS'] ?? 3)
const JOINS = 500

const figures = await medians(RUNS, async () => {
  const server = await startProduct('postgres', { people: 16 })
  try {
    const load = productLoad(server)
    const costOf = async (work: () => Promise<void>, count: number): Promise<number> => {
      const before = server.cpu()
      await work()
      await Bun.sleep(300)
      return ((server.cpu() - before) * 1_000) / count
    }
    await joinAll(server.port, load, 200)
    await Bun.sleep(1_500)
    const half = async (): Promise<{ open: number; join: number }> => {
      const sockets: LoadSocket[] = []
      const open = await costOf(async () => void sockets.push(...(await openAll(server.port, load, JOINS))), JOINS)
      await Bun.sleep(1_500)
      return { open, join: await costOf(() => joined(sockets, load), JOINS) }
    }
    const first = await half()
    const second = await half()
    const newcomers = [first.open + first.join, second.open + second.join] as const
    return {
      openMs: (first.open + second.open) / 2,
      joinMs: (first.join + second.join) / 2,
      firstHalfMs: newcomers[0],
      secondHalfMs: newcomers[1],
    }
  } finally {
    await server.stop()
  }
})
report('join', figures, [
  atMost('CPU ms per join', figures.joinMs, 0.3),
  atMost('a newcomer of the second half against the first', figures.secondHalfMs / figures.firstHalfMs, 1.3),
])
process.exit(0)

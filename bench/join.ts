import { joinAll, productLoad } from './parts/fan'
import { startProduct } from './parts/product'
import { atMost, medians, report } from './parts/report'

/** 500 joins of one room with presence on, the sockets already open, and whether the cost of a join grows with the room: server CPU. */
const RUNS = Number(process.env['RUNS'] ?? 3)
const JOINS = 500

const joined = await medians(RUNS, async () => {
  const server = await startProduct('postgres', { people: 16 })
  try {
    const load = productLoad(server)
    const half = async (): Promise<number> => {
      const before = server.cpu()
      await joinAll(server.port, load, JOINS / 2)
      await Bun.sleep(300)
      return ((server.cpu() - before) * 1_000) / (JOINS / 2)
    }
    await joinAll(server.port, load, 50)
    const first = await half()
    const second = await half()
    return { firstHalfMs: first, secondHalfMs: second, joinMs: (first + second) / 2 }
  } finally {
    await server.stop()
  }
})
report('join', { joined }, [
  atMost('CPU ms per connection with its join', joined.joinMs, 0.3),
  atMost('second half against first', joined.secondHalfMs / joined.firstHalfMs, 1.3),
])
process.exit(0)

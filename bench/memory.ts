import { bareLoad, type FanLoad, productLoad } from './parts/fan'
import { LoadSocket } from './parts/load-socket'
import { type Measured, startReference } from './parts/process'
import { startProduct } from './parts/product'
import { atMost, medians, report } from './parts/report'

/** Resident memory per joined idle session with three topics, after the sockets have been quiet for a moment: beside raw sockets. */
const RUNS = Number(process.env['RUNS'] ?? 3)
const SESSIONS = Number(process.env['SESSIONS'] ?? 1_000)

async function perSession(server: Measured, load: FanLoad): Promise<{ bytesPerSession: number }> {
  const open = async (count: number): Promise<LoadSocket[]> => {
    const sockets: LoadSocket[] = []
    for (let nth = 0; nth < count; nth++) {
      const socket = await LoadSocket.open(server.port, load.path(nth))
      const acked = new Promise<void>((resolve) => {
        socket.onFrame = (frame) => frame.includes('"requestId":"join"') && resolve()
      })
      socket.send(load.join)
      await acked
      sockets.push(socket)
    }
    return sockets
  }
  // warm up: code compiled, pools filled
  const warm = await open(200)
  await Bun.sleep(2_000)
  const before = server.rss()
  const sockets = await open(SESSIONS)
  await Bun.sleep(3_000)
  const bytesPerSession = (server.rss() - before) / SESSIONS
  for (const socket of [...warm, ...sockets]) socket.close()
  return { bytesPerSession }
}

console.log('bare')
const bare = await medians(RUNS, async () => {
  const server = await startReference('bare-publish.ts', { TOPICS: '3' })
  return perSession(server, bareLoad).finally(() => server.stop())
})
console.log('product')
const product = await medians(RUNS, async () => {
  const server = await startProduct('postgres', 16)
  return perSession(server, productLoad(server)).finally(() => server.stop())
})
report('memory', { bare, product }, [atMost('resident bytes per session against bare', product.bytesPerSession / bare.bytesPerSession, 2)])
process.exit(0)

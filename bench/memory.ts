import { bareLoad, productLoad } from './parts/fan'
import { LoadSocket } from './parts/load-socket'
import { type Measured, startReference } from './parts/process'
import { type Product, startProduct } from './parts/product'
import { atMost, medians, report } from './parts/report'

/** Resident memory per idle session in three rooms, after garbage collection: beside raw sockets with three topics. */
const RUNS = Number(process.env['RUNS'] ?? 3)
const SESSIONS = Number(process.env['SESSIONS'] ?? 5_000)
const WARM = 200
const ROOMS = 3
const AT_ONCE = 25
/** A person has at most 200 sockets. */
const PEOPLE = Math.ceil((SESSIONS + WARM) / 190)

const collected = ['--preload', new URL('parts/collect.ts', import.meta.url).pathname]

/** Twice, because what the first finds dead lets go of more; then a moment for the allocator to give pages back. */
async function settled(server: Measured): Promise<number> {
  for (const wait of [2_000, 500, 1_500]) {
    process.kill(server.pid, 'SIGUSR2')
    await Bun.sleep(wait)
  }
  return server.rss()
}

async function perSession(server: Measured, path: (nth: number) => string, joins: readonly string[]): Promise<{ bytesPerSession: number }> {
  let nth = 0
  const session = async (): Promise<LoadSocket> => {
    const socket = await LoadSocket.open(server.port, path(nth++))
    for (const join of joins) {
      const acked = new Promise<void>((resolve) => {
        socket.onFrame = (frame) => frame.includes('"requestId":"join"') && resolve()
      })
      socket.send(join)
      await acked
    }
    return socket
  }
  const open = async (count: number): Promise<LoadSocket[]> => {
    const sockets: LoadSocket[] = []
    while (sockets.length < count)
      sockets.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, session))))
    return sockets
  }
  // warm up: code compiled, pools filled
  const warm = await open(WARM)
  const before = await settled(server)
  const sockets = await open(SESSIONS)
  const bytesPerSession = ((await settled(server)) - before) / SESSIONS
  for (const socket of [...warm, ...sockets]) socket.close()
  return { bytesPerSession }
}

const joinsOf = (product: Product): string[] => product.roomIds.map((roomId) => productLoad({ ...product, roomId }).join)

console.log('bare')
const bare = await medians(RUNS, async () => {
  const server = await startReference('bare-publish.ts', { TOPICS: String(ROOMS) }, collected)
  return perSession(server, bareLoad.path, [bareLoad.join]).finally(() => server.stop())
})
console.log('product')
const product = await medians(RUNS, async () => {
  const server = await startProduct('postgres', { people: PEOPLE, rooms: ROOMS, bunFlags: collected })
  return perSession(server, productLoad(server).path, joinsOf(server)).finally(() => server.stop())
})
report('memory', { bare, product }, [atMost('resident bytes per session against bare', product.bytesPerSession / bare.bytesPerSession, 2)])
process.exit(0)

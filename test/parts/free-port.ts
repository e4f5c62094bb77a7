import { createServer } from 'node:net'

/** Below the range the system takes for outgoing connections (Linux: 32768 to 60999), and below the ports of media. */
const range = { from: 10_240, to: 19_999 }

/**
 * A port of the loopback that nobody listens on now, and that nobody gets by chance while the server on it is away: a client that knocks
 * at a port of the system's range can even meet itself there.
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from + 1))
    if (await isFree(port)) return port
  }
  throw new Error(`no free port between ${range.from} and ${range.to}`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

import { connect, createServer, type Socket } from 'node:net'

/** One TCP connection through the proxy. */
export type ProxyLine = {
  /** Neither side is read any more: what they send fills the kernel's buffers, and nobody learns of a close. */
  stall(): void
  /** Reads again; what waited arrives late, and in order. */
  resume(): void
  /** Both sides see the connection break. */
  cut(): void
  readonly open: boolean
}

/** Stands between clients and a server of the loopback and gives them a bad network. */
export type Proxy = {
  readonly port: number
  /** http://127.0.0.1:port */
  readonly url: string
  /** The open lines, oldest first. */
  readonly lines: readonly ProxyLine[]
  /** While true, new connections are broken at once. */
  refuse: boolean
  /** While true, a line is cut by the first bytes the server answers on it: what was asked is done, and nobody hears of it. */
  loseAnswers: boolean
  stall(): void
  resume(): void
  cut(): void
  close(): Promise<void>
}

/** Starts a proxy on a free port of the loopback. */
export async function startProxy(targetPort: number): Promise<Proxy> {
  const lines = new Set<ProxyLine>()
  let refuse = false
  let loseAnswers = false
  const server = createServer({ allowHalfOpen: false }, (near) => {
    near.on('error', () => {})
    if (refuse) return void near.destroy()
    const line = join(
      near,
      targetPort,
      () => lines.delete(line),
      () => loseAnswers,
    )
    lines.add(line)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('the proxy has no port')
  const each = (act: (line: ProxyLine) => void) => (): void => {
    for (const line of [...lines]) act(line)
  }
  const cut = each((line) => line.cut())

  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    get lines() {
      return [...lines]
    },
    get refuse() {
      return refuse
    },
    set refuse(value) {
      refuse = value
    },
    get loseAnswers() {
      return loseAnswers
    },
    set loseAnswers(value) {
      loseAnswers = value
    },
    stall: each((line) => line.stall()),
    resume: each((line) => line.resume()),
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        cut()
      }),
  }
}

function join(near: Socket, targetPort: number, gone: () => void, losesAnswers: () => boolean): ProxyLine {
  const far = connect(targetPort, '127.0.0.1')
  let open = true
  let stalled = false
  const cut = (): void => {
    if (!open) return
    open = false
    near.destroy()
    far.destroy()
    gone()
  }
  far.on('data', () => losesAnswers() && cut())
  pass(near, far, () => stalled)
  pass(far, near, () => stalled)
  // A side that ended properly ends the other when its last bytes are written.
  near.on('end', () => far.end())
  far.on('end', () => near.end())
  for (const side of [near, far]) {
    side.on('error', cut)
    side.on('close', () => (stalled ? undefined : cut()))
  }
  return {
    get open() {
      return open
    },
    stall() {
      stalled = true
      near.pause()
      far.pause()
    },
    resume() {
      stalled = false
      if (near.destroyed || far.destroyed) return cut()
      near.resume()
      far.resume()
    },
    cut,
  }
}

/** Bytes flow one way, no faster than they are taken. */
function pass(from: Socket, to: Socket, stalled: () => boolean): void {
  from.on('data', (bytes) => {
    if (!to.write(bytes)) from.pause()
  })
  to.on('drain', () => {
    if (!stalled()) from.resume()
  })
}

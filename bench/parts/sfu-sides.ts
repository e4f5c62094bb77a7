import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openProfile, type Profile } from '#test/parts/browser'
import { type Caller, openCaller } from '#test/parts/call-page'
import { freePort } from '#test/parts/free-port'
import { register } from '#test/parts/people'
import { Wire } from '#test/parts/wire'
import { cpuOf, rssOf } from './process'
import { type CrowdReport, ssrcOf } from './rtp-crowd'
import type { Forwarded } from './sfu-control'

/** One SFU with everybody in it: the generated peers, then the pages. */
export type Side = {
  readonly name: string
  /** Where each generated peer sends. */
  readonly ports: readonly number[]
  /** What a generated peer was sent of which talker (by number) in a crowd's report. */
  heardBy(peer: number, report: CrowdReport): Promise<readonly number[]>
  /** Packets of each stream that a page received so far. */
  heardInPages(): Promise<readonly (readonly number[])[]>
  forwarded(): Promise<Forwarded>
  /** CPU seconds of the program and its workers. */
  cpu(): number
  /** Resident bytes the Bun process has more than before anybody came, after garbage collection. */
  grown(): Promise<number>
  stop(): Promise<void>
}

type Shape = { readonly crowd: readonly number[]; readonly talkers: number; readonly pages: number }
type Asking = (path: string, body?: object) => Promise<any>

const collect = new URL('collect.ts', import.meta.url).pathname
const workerBin = process.env['MEDIA_WORKER_BIN'] ?? ''

type Child = { readonly ask: Asking; readonly url: string; resident(): Promise<number>; stop(): Promise<void> }

async function child(file: string, env: Record<string, string>): Promise<Child> {
  const control = await freePort()
  const url = `http://127.0.0.1:${control}`
  const own = Bun.spawn([process.execPath, '--preload', collect, new URL(file, import.meta.url).pathname, 'serve'], {
    env: { PATH: process.env['PATH'] ?? '', MEDIA_WORKER_BIN: workerBin, CONTROL_PORT: String(control), ...env },
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  const ask: Asking = async (path, body) => {
    const answer = await fetch(url + path, body ? { method: 'POST', body: JSON.stringify(body) } : {})
    if (!answer.ok) throw new Error(`${file} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const stop = async (): Promise<void> => {
    own.kill()
    await own.exited
  }
  // twice, because what the first finds dead lets go of more
  const resident = async (): Promise<number> => {
    for (const wait of [2_000, 1_500]) {
      own.kill('SIGUSR2')
      await Bun.sleep(wait)
    }
    return rssOf(own.pid)
  }
  return { ask, url, resident, stop }
}

async function patiently<T>(what: string, look: () => Promise<T | null>, within = 60_000): Promise<T> {
  const end = performance.now() + within
  for (;;) {
    const found = await look().catch(() => null)
    if (found !== null) return found
    if (performance.now() > end) throw new Error(`in vain: ${what}`)
    await Bun.sleep(50)
  }
}

async function side(
  name: string,
  { ask, resident, stop }: Child,
  atRest: number,
  peers: readonly string[],
  { crowd }: Shape,
  heardInPages: Side['heardInPages'],
  ports: readonly number[],
): Promise<Side> {
  const { pids } = (await ask('/forwarded')) as Forwarded
  return {
    name,
    ports,
    heardBy: async (peer, { received }) => {
      const counts = crowd.map(() => 0)
      const streams = (await ask('/streams', { peer: peers[peer] })) as Record<string, string>
      for (const [ssrc, count] of Object.entries(received?.[peer] ?? {})) {
        const from = peers.indexOf(streams[ssrc] ?? '')
        if (from < 0) throw new Error(`${name}: a stream of nobody`)
        counts[from] = (counts[from] ?? 0) + count
      }
      return counts
    },
    heardInPages,
    forwarded: () => ask('/forwarded'),
    cpu: () => pids.reduce((sum, pid) => sum + cpuOf(pid), 0),
    grown: async () => (await resident()) - atRest,
    stop,
  }
}

/** The product: everybody joins over the socket; the call goes to the SFU because it is asked to. */
export async function productSide(shape: Shape): Promise<Side> {
  const home = mkdtempSync(join(tmpdir(), 'boltorezka-sfu-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = await child('sfu-product.ts', {
    HOST: '127.0.0.1',
    PORT: String(port),
    HOME: home,
    DATA_DIR: join(home, 'data'),
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    MEDIA_WORKERS: '2',
    RTC_PORT: '0',
    RTC_ANNOUNCED_ADDRESS: '127.0.0.1',
  })
  await patiently('the media of the product', async () => {
    const health = (await (await fetch(`${url}/health`)).json()) as { media: { status: string } }
    return health.media.status === 'ok' ? true : null
  })
  const atRest = await server.resident()
  const people = await Promise.all(Array.from({ length: 8 }, (_, nth) => register(url, `peer${nth}@bench.example`)))
  const rooms = await fetch(`${url}/v1/rooms/general`, { headers: { authorization: `Bearer ${people[0]?.token}` } })
  const { id: roomId } = ((await rooms.json()) as { room: { id: string } }).room
  const seats: string[] = []
  const wires: Wire[] = []
  for (let nth = 0; nth < shape.crowd.length; nth++) {
    const wire = await Wire.open(url, people[nth % people.length] as (typeof people)[number])
    wires.push(wire)
    await wire.must('room.join', { roomId })
    const { callId, participantId } = await wire.must('call.join', { roomId, media: { audio: true, video: false } })
    seats.push(participantId)
    if (nth > 0) continue
    await wire.must('call.request-topology', { callId, topology: 'sfu', reason: 'asked' })
    const { payload } = await wire.next((frame) => frame.type === 'call.topology' && frame.payload.phase === 'preparing')
    await wire.must('call.ready', { callId, epoch: payload.epoch })
    await wire.next((frame) => frame.type === 'call.topology' && frame.payload.phase === 'switched')
  }
  const ports: number[] = []
  for (const [nth, peer] of seats.entries()) ports.push(await server.ask('/join', { peer, port: shape.crowd[nth], ssrc: ssrcOf(nth) }))
  await server.ask('/begin', {})
  const callers: Caller[] = []
  for (let nth = 0; nth < shape.pages; nth++) {
    const caller = await openCaller(url, `Page${nth}`)
    await caller.join({ audio: false, video: false })
    callers.push(caller)
    await patiently('a page hears the call', async () => ((await caller.state()).others.length >= shape.crowd.length ? true : null))
  }
  const heardInPages = (): Promise<number[][]> =>
    Promise.all(
      callers.map(async (caller) => {
        const rows = await caller.stats()
        return seats.map((seat) => rows.find(({ participantId }) => participantId === seat)?.audioPacketsReceived ?? 0)
      }),
    )
  const made = await side('product', server, atRest, seats, shape, heardInPages, ports)
  const stop = async (): Promise<void> => {
    for (const wire of wires) wire.close()
    for (const caller of callers) await caller.close()
    await made.stop()
    rmSync(home, { recursive: true, force: true })
  }
  return { ...made, stop }
}

/** The bare program. */
export async function bareSide(shape: Shape): Promise<Side> {
  const first = 21_000 + Math.floor(Math.random() * 10_000)
  const server = await child('bare-sfu.ts', { TALKERS: String(shape.talkers), RTC_PORTS: `${first},${first + 1}` })
  await patiently('the bare SFU', async () => (((await server.ask('/forwarded')) as Forwarded).pids.length === 3 ? true : null))
  const atRest = await server.resident()
  const peers = shape.crowd.map((_, nth) => `peer-${nth}`)
  const ports: number[] = []
  for (const [nth, peer] of peers.entries()) ports.push(await server.ask('/join', { peer, port: shape.crowd[nth], ssrc: ssrcOf(nth) }))
  await server.ask('/begin', {})
  const script = await pageScript()
  const profiles: Profile[] = []
  for (let nth = 0; nth < shape.pages; nth++) {
    const profile = await openProfile(server.url)
    profiles.push(profile)
    await profile.page.goto('/')
    await profile.page.evaluate(script)
    await profile.page.evaluate(`bare.join('page-${nth}')`)
  }
  const heardInPages = (): Promise<number[][]> => Promise.all(profiles.map(({ page }) => page.evaluate<number[]>('bare.heard()')))
  const made = await side('bare', server, atRest, peers, shape, heardInPages, ports)
  const stop = async (): Promise<void> => {
    for (const profile of profiles) await profile.close()
    await made.stop()
  }
  return { ...made, stop }
}

async function pageScript(): Promise<string> {
  const built = await Bun.build({ entrypoints: [join(import.meta.dir, 'sfu-page-entry.ts')], target: 'browser', format: 'iife' })
  return (built.outputs[0] as Bun.BuildArtifact).text()
}

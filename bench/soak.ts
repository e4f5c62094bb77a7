import { monitorEventLoopDelay } from 'node:perf_hooks'
import { http } from '#test/parts/people'
import { metric } from './parts/metric'
import { scheduleOf } from './parts/process'
import { startProduct } from './parts/product'
import { atMost, type Bar, exactly, report } from './parts/report'
import type { Crowd, Tale } from './parts/soak-load'

/**
 * 2,000 sessions in 40 rooms join, send, leave, lose their sockets and come back for MINUTES (10), while a room is made to crash twice a
 * second. The baseline is what the process came back to after a first wave of the same crowd: what a soak looks for is what grows.
 */
const MINUTES = Number(process.env['MINUTES'] ?? 10)
const SESSIONS = Number(process.env['SESSIONS'] ?? 2_000)
const ROOMS = 40
const CRASH_MS = 500
/** Between two things that one session does, on average. */
const PACE_MS = Number(process.env['PACE_MS'] ?? 20_000)
const WAVE_SECONDS = 45
/** A session lives a minute without its socket, a room half a minute without sessions and looks every half minute. */
const QUIET_SECONDS = 150

type Tree = {
  actors: number
  deadLetters: Record<string, number>
  abandoned: number
  escalations: number
  kinds: { kind: string; alive: number; started: number; restarts: number; crashes: number }[]
}

const server = await startProduct('postgres', { people: 20, rooms: ROOMS, env: { TEST_HOOKS: 'on', LOG_LEVEL: 'fatal' } })
const rooms = server.roomIds
const owner = server.tokens[0] as string
const tree = (): Promise<Tree> => http(server.url, owner, 'GET', '/v1/admin/actors')

async function crowd(seconds: number): Promise<Tale> {
  const told: Crowd = { port: server.port, tokens: server.tokens, rooms, sessions: SESSIONS, seconds, paceMs: PACE_MS }
  const child = Bun.spawn([process.execPath, new URL('parts/soak-load.ts', import.meta.url).pathname, JSON.stringify(told)], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const text = await new Response(child.stdout).text()
  if ((await child.exited) !== 0) throw new Error(`the crowd ended with ${child.exitCode}`)
  return JSON.parse(text) as Tale
}

/** Waits until the actors of the crowd are gone; answers what is left, and the least memory of the last looks, garbage collected. */
async function quiet(): Promise<{ actors: number; rss: number; heap: number }> {
  const began = performance.now()
  let actors = Number.POSITIVE_INFINITY
  while (performance.now() - began < QUIET_SECONDS * 1_000 && actors > 1) {
    await Bun.sleep(2_000)
    actors = (await tree()).actors
  }
  const looks: number[] = []
  let heap = Number.POSITIVE_INFINITY
  for (let nth = 0; nth < 10; nth++) {
    const { heapUsed } = await http<{ heapUsed: number }>(server.url, owner, 'POST', '/v1/test/collect', {})
    heap = Math.min(heap, heapUsed)
    await Bun.sleep(1_000)
    looks.push(server.rss())
  }
  return { actors, rss: Math.min(...looks), heap }
}

try {
  console.log('a first wave')
  await crowd(WAVE_SECONDS)
  const before = await quiet()
  const treeBefore = await tree()
  console.log(`baseline: ${before.actors} actors, ${megabytes(before.rss)} MB; soaking for ${MINUTES} minutes`)

  let crashed = 0
  const crashing = setInterval(() => {
    const target = { kind: 'room', nth: Math.floor(Math.random() * ROOMS), how: 'crash' }
    http(server.url, owner, 'POST', '/v1/test/actors/fail', target).then(
      () => crashed++,
      () => {},
    )
  }, CRASH_MS)
  let peak = 0
  let most = 0
  const looking = setInterval(() => {
    peak = Math.max(peak, server.rss())
    void tree().then(({ actors }) => (most = Math.max(most, actors)))
  }, 10_000)
  // both are read over the whole soak: reading begins them anew
  await metric(server.url, 'nodejs_eventloop_lag_p99_seconds')
  const idle = monitorEventLoopDelay({ resolution: 100 })
  idle.enable()
  const cpu = server.cpu()
  const schedule = scheduleOf(server.pid)
  const tale = await crowd(MINUTES * 60)
  const cpuPercent = ((server.cpu() - cpu) / (MINUTES * 60)) * 100
  const { ran, waited } = scheduleOf(server.pid)
  const lagP99Ms = (await metric(server.url, 'nodejs_eventloop_lag_p99_seconds')) * 1_000
  const idleLagP99Ms = idle.percentile(99) / 1e6
  clearInterval(crashing)
  clearInterval(looking)

  const after = await quiet()
  const end = await tree()
  const letters = Object.values(end.deadLetters).reduce((sum, count) => sum + count, 0)
  const known = ['full', 'dead', 'stopped', 'poison'].reduce((sum, reason) => sum + (end.deadLetters[reason] ?? 0), 0)
  const figures = {
    minutes: MINUTES,
    sessions: SESSIONS,
    ...tale,
    crashed,
    roomRestarts: (end.kinds.find(({ kind }) => kind === 'room')?.restarts ?? 0) - (restartsOf(treeBefore) ?? 0),
    givenUp: end.abandoned - treeBefore.abandoned,
    deadLetters: end.deadLetters,
    actors: { baseline: before.actors, most, after: after.actors },
    heapMb: { baseline: megabytes(before.heap), after: megabytes(after.heap) },
    rssMb: { baseline: megabytes(before.rss), peak: megabytes(peak), after: megabytes(after.rss) },
    cpuPercent,
    lagP99Ms,
    // a process that does nothing lags so much on this machine, and the server's loop stood in line for a core so much of its time
    idleLagP99Ms,
    waitedForCorePercent: ((waited - schedule.waited) / (waited - schedule.waited + ran - schedule.ran)) * 100,
  }
  const bars: Bar[] = [
    atMost('actors left against the baseline', after.actors - before.actors, 0),
    atMost('resident memory after against the baseline', after.rss / before.rss, 1.15),
    atMost('event loop lag p99, ms', lagP99Ms, 20),
    exactly('dead letters without a reason', letters - known, 0),
    exactly('sends without an answer', tale.unanswered, 0),
    exactly('sends refused for another reason than a restart', tale.otherRefusals, 0),
    exactly('sockets closed by the server', tale.dropped, 0),
    exactly('escalations', end.escalations, 0),
  ]
  report('soak', figures, bars)
} finally {
  await server.stop()
}
process.exit(0)

function restartsOf({ kinds }: Tree): number | undefined {
  return kinds.find(({ kind }) => kind === 'room')?.restarts
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}

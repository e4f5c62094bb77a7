import { join } from 'node:path'
import { Rings } from '#actors/call/rings'
import { plant } from '#actors/tree'
import type { OpenConference } from '#actors/call/messages'
import { features } from '#protocol/limits'
import { systemClock } from '#actors/runtime/clock'
import { census } from '#actors/runtime/census'
import { countingHook, together } from '#actors/runtime/hook'
import { Gateway, REALTIME_PATH } from '#actors/gateway/gateway'
import { Sessions } from '#actors/session/sessions'
import type { SocketState } from '#actors/gateway/socket'
import { openAccess } from '#src/access/access'
import { clientAddress } from '#src/access/address'
import { iceServers } from '#src/access/turn'
import type { Config } from '#src/base/config'
import type { Log } from '#src/base/log'
import { openSingleBus } from '#src/cluster/bus'
import { openDiskStore } from '#src/files/disk-store'
import { sweepFiles } from '#src/files/sweep'
import { openQualityLog } from '#src/data/quality-log'
import { app } from '#src/http/app'
import { openHealth } from '#src/observe/health'
import { openMetrics } from '#src/observe/metrics'
import type { Assets } from './assets'
import { chores } from './chores'
import { openDatabase } from './database'
import { identify } from './identify'
import { openJournal } from './journal'
import { openMedia } from './media'
import { openRecording } from './recording'
import { observed, observedAppend } from './observed'
import { rtcView } from './rtc-view'
import { ownSecret } from './secrets'
import { ownerCode } from './owner-code'
import { version } from './version'

export type Serving = {
  readonly port: number
  /** Tells clients to come back elsewhere, finishes what was begun, closes everything. Harmless to repeat. */
  stop(): Promise<void>
  /** Resolves when the node cannot go on: its supervision tree gave up. */
  readonly failed: Promise<unknown>
  readonly setupCode: string | undefined
}

const SPREAD_MS = 3_000
/** Longer than a database that says nothing is waited for, or who asks would see a broken connection in place of `unavailable`. */
const HTTP_IDLE_S = 60

/** Boots one node: database, access, actors, HTTP, sockets, chores, in this order; `stop` ends them in reverse. */
export async function serve(config: Config, log: Log, assets: Assets): Promise<Serving> {
  const { webFiles, docsFile } = assets
  const metrics = openMetrics()
  const { data: opened } = await openDatabase(config, log, assets)
  const data = { ...opened, append: observedAppend(opened.append, metrics) }
  const files = await openDiskStore(join(config.dataDir, 'files'))
  await sweepFiles(files, data.files)
  const setupCode = await ownerCode(config, data)
  const secret = config.jwtSecret ?? ownSecret(config.dataDir)
  const access = openAccess({ config, secrets: [secret], setupCode, rateLimited: (limit) => metrics.rateLimited.inc({ limit }) })
  let unready: string | null = 'starting'

  const bus = openSingleBus()
  data.append.onHeads((heads) => bus.announce(heads))
  const sessions = new Sessions()
  const publish = (topic: string, text: string): void => {
    server.publish(topic, text)
    gateway.sent()
  }
  const conferences = (): OpenConference | null => media.conferences()
  const rings = new Rings((userId, textFor) => sessions.tell(userId, textFor))
  const recording = openRecording({ config, data, files, log })
  const { recorder } = recording
  const qualityLog = openQualityLog(data.quality, log)
  const journal = openJournal(qualityLog, metrics)
  const callPorts = {
    p2pMax: config.p2pMaxParticipants,
    sfuMax: config.callMaxParticipants,
    conferences,
    restarting: () => media.restarting(),
    recorder,
    rings,
    notes: data.calls,
    metrics,
    journal,
  }
  const counting = countingHook()
  const hook = together(counting.hook, observed(metrics, log))
  const tree = plant({ data, bus, publish, callPorts, clock: systemClock, hook })
  const media = openMedia({ config, carried: assets.mediaWorker, supervisor: tree.media, metrics, log })
  const database = { driver: data.driver, check: () => data.health() }
  const health = openHealth({ version, database, media: () => media.status(), unready: () => unready })
  const overSfu = (): readonly string[] => ('begin' in recorder() ? ['call.sfu', 'recording'] : ['call.sfu'])
  const offered = (): readonly string[] => (media.status().status === 'ok' ? [...features, ...overSfu()] : features)
  const ice = (userId: string) => iceServers(config, userId)
  const { rooms, calls, people } = tree
  const limits = access.rates
  const { isDead } = access.revocations
  const socketAddress = (request: Request): string => server.requestIP(request)?.address ?? ''
  const gateway = new Gateway({
    supervisor: tree.sessions,
    session: { data, rooms, calls, rings, people, sessions, limits, metrics, log, secret, isDead, features: offered, iceServers: ice },
    identify: identify(access, data),
    address: (request) => clientAddress(request.headers, socketAddress(request), access.trusted),
  })
  metrics.measure(metrics.sessions, () => sessions.size)
  metrics.measure(metrics.rooms, () => rooms.size)
  metrics.measure(metrics.calls, () => calls.size)
  const mailboxes = () => census(tree.root.snapshot(), counting.counts(), { limit: 1 }).kinds
  metrics.measureBy(metrics.mailboxDepth, 'actor', () => Object.fromEntries(mailboxes().map(({ kind, deepest }) => [kind, deepest])))
  metrics.measureBy(metrics.callsByTopology, 'topology', () => calls.byTopology())

  const actors = { snapshot: () => tree.root.snapshot(), counts: counting.counts }
  const failActor = config.testHooks === 'on' ? tree.root.fail : undefined
  const http = app({
    config,
    log,
    data,
    access,
    files,
    rooms,
    sessions,
    metrics,
    health,
    actors,
    failActor,
    rtc: rtcView(() => media.pool()),
    webFiles,
    docsFile,
    socketAddress,
  })
  const server = Bun.serve<SocketState>({
    hostname: config.host,
    port: config.port,
    idleTimeout: HTTP_IDLE_S,
    // src/http reads at most 64 KiB and says so as a problem; Bun's own 413 has no body, and what nobody reads costs no memory
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch: (request, own) => (pathOf(request) === REALTIME_PATH ? gateway.upgrade(request, own) : http.handle(request)),
    websocket: gateway.handler,
  })
  const stopChores = await chores({ data, access, sessions, rooms, log })
  unready = null

  let stopping: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    unready = 'draining'
    gateway.drain(SPREAD_MS)
    stopChores()
    await tree.root.stop(5_000)
    recording.stop()
    await media.stop()
    await qualityLog.close()
    await server.stop(true)
    await data.close()
  }
  return { port: server.port as number, setupCode, failed: tree.root.exited, stop: () => (stopping ??= stop()) }
}

function pathOf({ url }: Request): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?', start)
  return start < 0 ? '/' : query < 0 ? url.slice(start) : url.slice(start, query)
}

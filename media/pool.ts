import { type Clock, systemClock } from '#actors/runtime/clock'
import { type Supervisor, supervise } from '#actors/runtime/supervisor'
import { Refused } from '#protocol/errors'
import type { Log } from '#src/base/log'
import { openAddresses } from './addresses'
import type { Conference, ConferenceEvent } from './conference'
import { LiveConference } from './live-conference'
import type { MediaWorker } from './media-worker'
import { unavailable } from './refusing'
import { STOPPING, workerActor } from './worker-actor'

export type MediaPoolOptions = {
  /** Path of mediasoup's worker program. */
  readonly workerBin: string
  /** How many workers, one per core as a rule. */
  readonly workers: number
  /** Worker n has this port + n, UDP and TCP; 0: each finds a free one. */
  readonly port: number
  readonly udp?: boolean
  /** IPs or host names that clients are told; none: the machine's own. */
  readonly announced?: readonly string[]
  /** Whether loopback is told beside the addresses found out. */
  readonly loopback?: boolean
  /** Peers of one conference on one worker, before it spreads to the next. */
  readonly peersPerRouter?: number
  /** Peers of all conferences on one worker; beyond it new ones are refused with `busy`. */
  readonly peersPerWorker?: number
  /** Whose children the workers are; of one of its own otherwise. */
  readonly supervisor?: Supervisor
  readonly clock?: Clock
  readonly log?: Log
  readonly onDied?: (why: string) => void
}

export type MediaStatus = { readonly status: 'ok' } | { readonly status: 'off'; readonly reason: string }

/** One worker as metrics and tests see it. `cpu` is its share of a core in the last two seconds. */
export type WorkerLoad = {
  readonly index: number
  readonly pid: number
  readonly port: number
  readonly peers: number
  readonly streams: number
  readonly cpu: number
}

export type MediaPool = {
  /** `ok` while at least one worker lives. */
  status(): MediaStatus
  /** No worker lives, but one did a moment ago: the next is on its way. */
  restarting(): boolean
  /** Calls at every change of `status`. */
  onStatus(listener: (status: MediaStatus) => void): void
  /** Resolves when all workers live. */
  whole(): Promise<void>
  /** Those that live. */
  load(): readonly WorkerLoad[]
  /** Begins the media of one call on the worker with the least to do. */
  conference(id: string, onEvent: (event: ConferenceEvent) => void): Promise<Conference>
  /** Ends every conference (each hears `lost`) and all workers. */
  close(): Promise<void>
}

const PEERS_PER_ROUTER = 24
const PEERS_PER_WORKER = 250
const BUSY_MS = 5_000
/** A pool without workers for longer than this has more than a crash behind it. */
const RESTART_MS = 60_000

/** Opens the pool; its workers start beside it, and `status` says when the first is there. */
export async function openMediaPool(options: MediaPoolOptions): Promise<MediaPool> {
  const { workerBin, workers: count, port, udp = true, announced = [], loopback = false, clock = systemClock, log } = options
  const { peersPerRouter = PEERS_PER_ROUTER, peersPerWorker = PEERS_PER_WORKER } = options
  const addresses = await openAddresses({ announced, loopback })
  const alive = new Map<number, MediaWorker>()
  const listeners: ((status: MediaStatus) => void)[] = []
  let waitingForWhole: (() => void)[] = []
  let reason = 'the media workers are starting'
  let closed = false
  let lostAt = Number.NEGATIVE_INFINITY

  const status = (): MediaStatus => (alive.size > 0 ? { status: 'ok' } : { status: 'off', reason })
  const changed = (was: MediaStatus['status']): void => {
    if (status().status !== was) for (const listener of listeners) listener(status())
    if (alive.size === count) for (const resolve of waitingForWhole.splice(0)) resolve()
  }
  const up = (worker: MediaWorker): void => {
    const was = status().status
    alive.set(worker.index, worker)
    log?.info({ worker: worker.index, pid: worker.pid, port: worker.port }, 'media worker up')
    changed(was)
  }
  const down = (worker: MediaWorker, why: string): void => {
    if (alive.get(worker.index) !== worker) return
    const was = status().status
    alive.delete(worker.index)
    lostAt = clock.now()
    reason = why
    for (const user of [...worker.users]) user.lost()
    if (!closed && why !== STOPPING) {
      log?.error({ worker: worker.index, pid: worker.pid, why }, 'media worker down')
      options.onDied?.(why)
    }
    changed(was)
  }
  const failed = (why: string): void => {
    if (reason !== why) log?.error({ why }, 'media worker does not start')
    reason = why
  }

  const policy = {
    strategy: 'one_for_one',
    intensity: { max: 10_000, within: 60_000 },
    beyond: 'abandon',
    backoff: { first: 100, max: 5_000 },
  } as const
  const supervisor = options.supervisor ?? supervise({ ...policy, name: 'media', clock })
  for (let index = 0; index < count; index++) {
    const own = { workerBin, port: port === 0 ? 0 : port + index, udp, addresses }
    supervisor.start(workerActor, `worker-${index}`, { index, options: own, up, down, failed }, { shutdown: 1_000 })
  }

  /** The living worker with the least to do, of those not in `taken`. */
  const pick = (taken: ReadonlySet<MediaWorker>): MediaWorker | null => {
    const free = [...alive.values()].filter((worker) => !taken.has(worker) && worker.load.peers < peersPerWorker)
    return free.toSorted((a, b) => a.load.streams - b.load.streams || a.load.peers - b.load.peers || a.users.size - b.users.size)[0] ?? null
  }
  const admit = (): void => {
    if (alive.size === 0) throw unavailable(reason)
    const peers = [...alive.values()].reduce((sum, { load }) => sum + load.peers, 0)
    if (peers >= peersPerWorker * alive.size) throw new Refused('busy', 'the media server is full', { retryAfterMs: BUSY_MS })
  }

  return {
    status,
    restarting: () => alive.size === 0 && !closed && clock.now() - lostAt < RESTART_MS,
    onStatus: (listener) => void listeners.push(listener),
    whole: () => (alive.size === count ? Promise.resolve() : new Promise((resolve) => void waitingForWhole.push(resolve))),
    load: () => [...alive.values()].map(({ index, pid, port: bound, load }) => ({ index, pid, port: bound, ...load })),
    conference: (id, onEvent) => {
      admit()
      return LiveConference.open(id, { pick, admit, addresses, peersPerRouter, clock, log, onEvent })
    },
    close: async () => {
      closed = true
      await supervisor.stop(2_000)
    },
  }
}

import { availableParallelism } from 'node:os'
import type { OpenConference } from '#actors/call/messages'
import type { Supervisor } from '#actors/runtime/supervisor'
import type { MediaPool, MediaStatus } from '#media/pool'
import type { Config } from '#src/base/config'
import type { Log } from '#src/base/log'
import { isLoopback } from '#src/base/setting'
import type { Metrics } from '#src/observe/metrics'
import { awaitMediaWorker } from './media-worker'

export type Media = {
  status(): MediaStatus
  /** The pool, while a worker of it lives. */
  pool(): MediaPool | { readonly reason: string }
  /** Makes the media of a call; null while there is no worker. */
  conferences(): OpenConference | null
  /** There is no worker for a moment only. */
  restarting(): boolean
  stop(): Promise<void>
}

export type MediaPorts = {
  readonly config: Config
  /** The media worker inside this program. */
  readonly carried: string | undefined
  readonly supervisor: Supervisor
  readonly metrics: Metrics
  readonly log: Log
}

/** The media workers of this node. They may come up later than the server: the first start builds their program beside it. */
export function openMedia({ config, carried, supervisor, metrics, log }: MediaPorts): Media {
  const workers = config.mediaWorkers ?? availableParallelism()
  if (workers === 0) {
    const off = { status: 'off', reason: 'MEDIA_WORKERS is 0: calls are peer to peer' } as const
    return { status: () => off, pool: () => off, conferences: () => null, restarting: () => false, stop: () => Promise.resolve() }
  }
  let pool: MediaPool | null = null
  let problem: string | null = null
  let opening: Promise<void> | undefined

  const open = async (workerBin: string): Promise<void> => {
    try {
      // mediasoup takes 60 ms to load: the server is up before
      const { openMediaPool } = await import('#media/pool')
      pool = await openMediaPool({
        workerBin,
        workers,
        port: config.rtcPort,
        udp: config.rtcUdp === 'on',
        announced: config.rtcAnnouncedAddress,
        loopback: isLoopback(config.host),
        supervisor,
        log,
        onDied: () => metrics.mediaWorkerDeaths.inc(),
      })
    } catch (error) {
      problem = (error as Error).message
      log.error({ err: error }, 'group calls are off')
    }
  }
  const places = { configured: config.mediaWorkerBin, carried, dataDir: config.dataDir }
  const worker = awaitMediaWorker(places, log, (path) => void (opening = open(path)))
  metrics.measure(metrics.mediaWorkers, () => pool?.load().length ?? 0)

  const status = (): MediaStatus => {
    if (pool) return pool.status()
    const reason = problem ?? worker.reason() ?? 'the media workers are starting'
    return { status: 'off', reason }
  }
  const up = (): MediaPool | { readonly reason: string } => {
    const now = status()
    return pool && now.status === 'ok' ? pool : { reason: now.status === 'off' ? now.reason : '' }
  }
  return {
    status,
    pool: up,
    conferences: () => {
      const now = up()
      return 'reason' in now ? null : (callId, emit) => now.conference(callId, emit)
    },
    restarting: () => pool?.restarting() ?? false,
    stop: async () => {
      worker.stop()
      await opening
      await pool?.close()
    },
  }
}

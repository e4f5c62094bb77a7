import { existsSync, readFileSync } from 'node:fs'
import { access, chmod, constants, mkdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import manifest from '#package.json' with { type: 'json' }
import { second } from '#src/base/durations'
import type { Log } from '#src/base/log'

/** Where the program of mediasoup's workers may lie. */
export type WorkerPlaces = {
  /** MEDIA_WORKER_BIN: where it is set, nowhere else is looked. */
  readonly configured?: string | undefined
  /** Inside the compiled binary. */
  readonly carried?: string | undefined
  readonly dataDir: string
}

export type FoundWorker = { readonly path: string } | { readonly reason: string }

/** Started without MEDIASOUP_VERSION a worker ends with this, and says so that it runs on this machine. */
const NO_VERSION = 41
const LOOK_AGAIN_MS = 2 * second

const nameFor = (machine: string): string => `mediasoup-worker-${manifest.dependencies.mediasoup}-${machine}`
const thisMachine = `${process.platform}-${process.arch}`

/** Where scripts/media-worker keeps it: by version and machine, outside the checkout. */
export function cachedWorker(machine: string = thisMachine): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'boltorezka', nameFor(machine))
}

/**
 * Looks for a worker that runs here: the configured one, else the cached one, else the carried one, which is written to the cache, or to
 * DATA_DIR where the cache cannot be written or not be run from. Never throws: a server without group calls is a server.
 */
export async function findMediaWorker({ configured, carried, dataDir }: WorkerPlaces, cached = cachedWorker()): Promise<FoundWorker> {
  if (configured) {
    const problem = await problemOf(configured)
    return problem ? { reason: `MEDIA_WORKER_BIN: ${problem}` } : { path: configured }
  }
  const problems: string[] = []
  for (const path of [cached, ...(carried ? [join(dataDir, 'cache', nameFor(thisMachine))] : [])]) {
    let problem = await problemOf(path)
    if (problem && carried) problem = await unpack(carried, path).then(() => problemOf(path), String)
    if (!problem) return { path }
    problems.push(problem)
  }
  if (carried) return { reason: `the media worker inside this program cannot be used: ${problems.join('; ')}` }
  if (isBeingMade(cached)) return { reason: 'the media worker is being made: group calls work when it is done' }
  return { reason: existsSync(cached) ? `${problems[0]}: npm run media-worker` : 'there is no media worker here yet: npm run media-worker' }
}

/** What keeps a file from being a worker, in words; null when it is one. mediasoup itself would crash on a file that is not there. */
async function problemOf(path: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isFile()) return `${path} is not a file`
  } catch {
    return `${path} does not exist`
  }
  try {
    await access(path, constants.X_OK)
  } catch {
    return `${path} is not executable`
  }
  try {
    const child = Bun.spawn([path], { env: {}, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore', timeout: 10 * second })
    const code = await child.exited
    return code === NO_VERSION ? null : `${path} is no media worker for this machine (it ended with ${code})`
  } catch (error) {
    return `${path} does not run: ${(error as Error).message}`
  }
}

async function unpack(carried: string, path: string): Promise<void> {
  const own = `${path}.${process.pid}`
  await mkdir(dirname(path), { recursive: true })
  try {
    await Bun.write(own, Bun.file(carried))
    await chmod(own, 0o755)
    // another process may do the same: whoever is last wins, and both files are whole
    await rename(own, path)
  } finally {
    await rm(own, { force: true })
  }
}

/** Whether scripts/media-worker is at work: its lock names a process that lives. */
function isBeingMade(cached: string): boolean {
  try {
    const pid = Number(readFileSync(`${cached}.lock`, 'utf8'))
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A worker that is waited for. */
export type AwaitedWorker = {
  /** Why there is none yet; null when `found` was called. */
  reason(): string | null
  stop(): void
}

/** Looks at once and then every two seconds, until there is one: a first `npm start` makes it while the server serves already. */
export function awaitMediaWorker(places: WorkerPlaces, log: Log, found: (path: string) => void, every = LOOK_AGAIN_MS): AwaitedWorker {
  let reason: string | null = 'looking for the media worker'
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false
  const look = async (): Promise<void> => {
    const worker = await findMediaWorker(places)
    if (stopped) return
    if ('path' in worker) {
      reason = null
      log.info({ path: worker.path }, 'group calls have a media worker')
      return found(worker.path)
    }
    if (worker.reason !== reason) log.warn({ reason: worker.reason }, 'group calls are off')
    reason = worker.reason
    timer = setTimeout(() => void look(), every)
  }
  void look()
  return {
    reason: () => reason,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bunEnvironment } from '#scripts/bun-environment.mjs'
import { freePort } from './free-port'

/** The program as an operator runs it: a process of its own on a free port of the loopback, with a directory of its own. */
export type TestServer = {
  readonly port: number
  /** http://127.0.0.1:port */
  readonly url: string
  readonly dataDir: string
  /** The process of the moment. */
  readonly pid: number
  /** The one-time set-up code it printed, if it did. */
  readonly setupCode: string | null
  /** What it has printed so far. */
  output(): string
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>
  /** SIGTERM; answers the exit code. */
  terminate(): Promise<number>
  /** Starts again on the same directory and port, and waits until it is ready. */
  start(): Promise<void>
  /** Ends it and removes its directory. */
  stop(): Promise<void>
}

export type TestServerOptions = {
  /** Added to the environment; DATABASE_URL chooses Postgres. */
  readonly env?: Readonly<Record<string, string>>
  /** Rate limits are off unless this is true. */
  readonly rateLimits?: boolean
  /** Media workers: none unless asked for, as they cost processes and ports. */
  readonly mediaWorkers?: number
  /** For Bun itself, before the program's name: a profiler. */
  readonly bunFlags?: readonly string[]
}

/** The account that is super admin on test servers when it registers from the loopback. */
export const OWNER_EMAIL = 'owner@boltorezka.test'

const root = join(import.meta.dir, '../..')
const READY_MS = 30_000

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const port = await freePort()
  const home = mkdtempSync(join(tmpdir(), 'boltorezka-server-'))
  const dataDir = join(home, 'data')
  const url = `http://127.0.0.1:${port}`
  const env = {
    ...bunEnvironment,
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    SUPER_ADMIN_EMAIL: OWNER_EMAIL,
    RATE_LIMITS: options.rateLimits ? 'on' : 'off',
    LOG_LEVEL: 'warn',
    MEDIA_WORKERS: String(options.mediaWorkers ?? 0),
    RTC_PORT: '0',
    MEDIA_WORKER_BIN: process.env['MEDIA_WORKER_BIN'] ?? '',
    ...options.env,
  }
  let child: Bun.Subprocess<'ignore', 'pipe', 'pipe'> | null = null
  let output = ''

  const start = async (): Promise<void> => {
    const own = Bun.spawn([process.execPath, ...(options.bunFlags ?? []), join(root, 'src/main/main.ts'), 'serve'], {
      cwd: home,
      env,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    })
    child = own
    void collect(own.stdout, (text) => (output += text))
    void collect(own.stderr, (text) => (output += text))
    const until = Date.now() + READY_MS
    for (;;) {
      if (own.exitCode !== null) throw new Error(`the server ended with ${own.exitCode}:\n${output.slice(-4_000)}`)
      if (Date.now() > until) throw new Error(`the server was not ready in ${READY_MS} ms:\n${output.slice(-4_000)}`)
      const ready = await fetch(`${url}/health/ready`).catch(() => null)
      if (ready?.ok && (!options.mediaWorkers || (await hasMedia(url)))) return
      await Bun.sleep(20)
    }
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<number> => {
    child?.kill(signal)
    return (await child?.exited) ?? 0
  }
  await start()

  return {
    port,
    url,
    dataDir,
    get pid() {
      return child?.pid ?? 0
    },
    get setupCode() {
      return /set-up code: (\S+)/.exec(output)?.[1] ?? null
    },
    output: () => output,
    kill: async () => void (await end('SIGKILL')),
    terminate: () => end('SIGTERM'),
    start,
    stop: async () => {
      await end('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function hasMedia(url: string): Promise<boolean> {
  const { media } = (await (await fetch(`${url}/health`)).json()) as { media: { status: string; reason?: string } }
  if (media.reason?.startsWith('MEDIA_WORKER_BIN')) throw new Error(media.reason)
  return media.status === 'ok'
}

async function collect(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }))
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countingHook } from '#actors/runtime/hook'
import { supervise, type Supervisor } from '#actors/runtime/supervisor'
import { Refused } from '#protocol/errors'
import { openAccess, type Access } from '#src/access/access'
import { readConfig } from '#src/base/config'
import { openLog } from '#src/base/log'
import { openData, type Data } from '#src/data/data'
import { openEmbedded } from '#src/data/embedded'
import { migrate } from '#src/data/migrate'
import { openDiskStore } from '#src/files/disk-store'
import type { FileStore } from '#src/files/store'
import { openHealth } from '#src/observe/health'
import { openMetrics, type Metrics } from '#src/observe/metrics'
import { app, type HttpApp } from './app'
import { openWebFiles } from './web-files'

export const owner = 'owner@example.org'

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers by name
export type Answer = { status: number; headers: Headers; body: any; text: string }

export type Ask = {
  token?: string
  body?: unknown
  /** Sent as it is, in place of `body`. */
  raw?: string | Uint8Array
  headers?: Record<string, string>
  from?: string
}

/** The HTTP app on a real embedded database, asked without a listener. */
export type Bench = {
  readonly access: Access
  readonly data: Data
  readonly metrics: Metrics
  readonly files: FileStore
  readonly http: HttpApp
  readonly webRoot: string
  /** The actors it shows; none at first. */
  readonly tree: Supervisor
  /** What `sessions.revoke` was told. */
  readonly revoked: { deviceId?: string; userId?: string }[]
  /** True makes the rate limits count from now on. */
  ask(method: string, path: string, ask?: Ask): Promise<Answer>
  /** Registers somebody and answers their token and id. */
  person(name: string): Promise<{ token: string; id: string; email: string; refreshToken: string }>
  close(): Promise<void>
}

/** Opens a bench on a directory of its own. */
export async function openBench(options: { rateLimits?: 'on' | 'off'; setupCode?: string; testHooks?: true } = {}): Promise<Bench> {
  const root = await mkdtemp(join(tmpdir(), 'http-'))
  const database = await openEmbedded(join(root, 'db'))
  await migrate(database)
  const data = await openData(database)
  const config = readConfig({ HOST: '127.0.0.1', SUPER_ADMIN_EMAIL: owner, RATE_LIMITS: options.rateLimits ?? 'off' })
  const metrics = openMetrics()
  const access = openAccess({ config, secrets: ['secret-of-the-bench'], setupCode: options.setupCode })
  const { hook, counts } = countingHook()
  const tree = supervise({ name: 'node', strategy: 'one_for_one', intensity: { max: 10, within: 60_000 }, hook })
  const revoked: Bench['revoked'] = []
  const addresses = new WeakMap<Request, string>()
  const files = await openDiskStore(join(root, 'files'))
  const webRoot = join(root, 'web')
  const http = app({
    config,
    log: openLog({ level: 'silent' }),
    data,
    access,
    files,
    rooms: {
      async command(roomId, command) {
        const { outcomes } = await data.append.room(roomId, [command])
        if (!outcomes[0]) throw new Error('no outcome')
        return outcomes[0]
      },
    },
    sessions: { revoke: (where) => void revoked.push(where) },
    metrics,
    health: openHealth({
      version: '0.0.0',
      database: { driver: data.driver, check: () => data.health() },
      media: () => ({ status: 'off', reason: 'not in this test' }),
    }),
    actors: { snapshot: () => tree.snapshot(), counts },
    failActor: options.testHooks ? tree.fail : undefined,
    rtc: {
      sfu: () => ({ status: 'off', reason: 'not in this test' }),
      probe: () => Promise.reject(new Refused('media_unavailable', 'not in this test')),
    },
    webFiles: openWebFiles(webRoot),
    docsFile: (name) => Bun.fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`)),
    socketAddress: (request) => addresses.get(request) ?? '203.0.113.9',
  })

  async function ask(method: string, path: string, { token, body, raw, headers = {}, from }: Ask = {}): Promise<Answer> {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const request = new Request(path.startsWith('http') ? path : `http://localhost${path}`, {
      method,
      headers: {
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent as string }),
    })
    if (from) addresses.set(request, from)
    const response = await http.handle(request)
    const text = await response.text()
    const json = response.headers.get('content-type')?.includes('json') && text !== ''
    return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : undefined }
  }

  async function person(name: string) {
    const email = `${name}@example.org`
    const { status, body, text } = await ask('POST', '/v1/auth/register', {
      body: { email, password: 'password123', name },
      from: '127.0.0.1',
    })
    if (status !== 201) throw new Error(`register ${name}: ${status} ${text}`)
    return { token: body.accessToken as string, id: body.user.id as string, email, refreshToken: body.refreshToken as string }
  }

  return {
    access,
    data,
    metrics,
    files,
    http,
    webRoot,
    tree,
    revoked,
    ask,
    person,
    async close() {
      await tree.stop(0)
      await data.close()
      await rm(root, { recursive: true, force: true })
    },
  }
}

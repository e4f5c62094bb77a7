import { second } from '#src/base/durations'

/** The parts of the program that can fail by themselves. A check that rejects or takes too long means `down`. */
export type HealthParts = {
  readonly version: string
  readonly database: { readonly driver: 'pglite' | 'postgres'; check(): Promise<void> }
  /** Absent where no Redis is configured. */
  readonly redis?: { check(): Promise<void> }
  readonly media: () => { status: 'ok' } | { status: 'off'; reason: string }
  /** Why this node takes no new work although its parts are well (draining, starting), or null. */
  readonly unready?: () => string | null
}

export type HealthReport = {
  status: 'ok' | 'degraded' | 'down'
  version: string
  database: { status: 'ok' | 'down'; driver: 'pglite' | 'postgres' }
  redis: { status: 'ok' | 'down' | 'off' }
  media: { status: 'ok' | 'off'; reason?: string }
}

export type Health = {
  /** Everything; `down` is the only state in which nobody is served. */
  report(): Promise<HealthReport>
  /** Whether a load balancer should send people here. */
  ready(): Promise<{ ready: true } | { ready: false; reason: string }>
}

/** Answers are kept this long, so that asking costs the database nothing however often it is done. */
const fresh = second
const patience = 2 * second

/** Composes the parts. Without a database nothing works: `down`; without a configured Redis nodes drift apart: `degraded`. */
export function openHealth(parts: HealthParts, clock: () => number = () => performance.now()): Health {
  let known: { at: number; report: Promise<HealthReport> } | undefined

  async function look(): Promise<HealthReport> {
    const [database, redis] = await Promise.all([
      works(parts.database.check),
      parts.redis ? works(parts.redis.check) : Promise.resolve('off' as const),
    ])
    return {
      status: database === 'down' ? 'down' : redis === 'down' ? 'degraded' : 'ok',
      version: parts.version,
      database: { status: database, driver: parts.database.driver },
      redis: { status: redis },
      media: parts.media(),
    }
  }

  function report(): Promise<HealthReport> {
    if (!known || clock() - known.at >= fresh) known = { at: clock(), report: look() }
    return known.report
  }

  return {
    report,
    async ready() {
      const reason = parts.unready?.() ?? null
      if (reason !== null) return { ready: false, reason }
      const { status } = await report()
      return status === 'down' ? { ready: false, reason: 'The database does not answer.' } : { ready: true }
    },
  }
}

async function works(check: () => Promise<void>): Promise<'ok' | 'down'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'down'>((give) => {
    timer = setTimeout(() => give('down'), patience)
  })
  const answer = (async () => {
    await check()
    return 'ok' as const
  })().catch(() => 'down' as const)
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

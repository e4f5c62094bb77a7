import type { Env } from './env-file'
import {
  email,
  ephemeralPorts,
  host,
  iceUrl,
  isLoopback,
  list,
  network,
  oneOf,
  rtcPort,
  secret,
  text,
  url,
  webUrl,
  whole,
  type Parse,
} from './setting'

type Setting<T> = {
  /** The environment variable. */
  readonly key: string
  readonly about: string
  readonly parse: Parse<T>
  /** What it is when unset, written as the variable would be; none = optional. */
  readonly unset?: string
  /** Its value is never shown. */
  readonly secret?: true
}

function setting<T>(key: string, about: string, parse: Parse<T>, more: { unset: string; secret?: true }): Setting<T>
function setting<T>(key: string, about: string, parse: Parse<T>, more?: { secret?: true }): Setting<T | undefined>
function setting<T>(key: string, about: string, parse: Parse<T>, more: { unset?: string; secret?: true } = {}): Setting<T | undefined> {
  return { key, about, parse, ...more }
}

const settings = {
  host: setting('HOST', 'Address to listen on. 127.0.0.1 keeps it to this machine.', host, { unset: '0.0.0.0' }),
  port: setting('PORT', 'Port to listen on. 0 takes a free one.', whole(0, 65_535), { unset: '8080' }),
  publicUrl: setting('PUBLIC_URL', 'Address people open, when it is not http://localhost:PORT.', webUrl),
  dataDir: setting('DATA_DIR', 'Folder of the embedded database and of secrets made at the first start.', text, { unset: './data' }),
  databaseUrl: setting('DATABASE_URL', 'Postgres to use in place of the embedded one.', url('postgres', 'postgresql'), { secret: true }),
  jwtSecret: setting('JWT_SECRET', 'Signs tokens. Made and kept in DATA_DIR when unset.', secret, { secret: true }),
  superAdminEmail: setting('SUPER_ADMIN_EMAIL', 'Account that may promote others.', email),
  p2pMaxParticipants: setting('P2P_MAX_PARTICIPANTS', 'Most people in a call without a media server.', whole(2, 8), { unset: '3' }),
  callMaxParticipants: setting('CALL_MAX_PARTICIPANTS', 'Most people in a call over the media server.', whole(2, 1_000), { unset: '100' }),
  mediaWorkers: setting('MEDIA_WORKERS', 'Processes that carry group calls: one per core when unset, 0 for none.', whole(0, 128)),
  rtcPort: setting('RTC_PORT', 'Port of the first media worker, UDP and TCP; the next take those above it. 0 takes free ones.', rtcPort, {
    unset: '20000',
  }),
  rtcAnnouncedAddress: setting(
    'RTC_ANNOUNCED_ADDRESS',
    "Addresses at which people reach the media workers. This machine's own when unset.",
    list(host),
    { unset: '' },
  ),
  rtcUdp: setting('RTC_UDP', 'on, or off: media of group calls over TCP only.', oneOf('on', 'off'), { unset: 'on' }),
  stunUrls: setting('STUN_URLS', 'STUN servers for calls, separated by commas.', list(iceUrl('stun', 'stuns')), { unset: '' }),
  turnUrls: setting('TURN_URLS', 'TURN servers for calls, separated by commas.', list(iceUrl('turn', 'turns')), { unset: '' }),
  mediaWorkerBin: setting('MEDIA_WORKER_BIN', "Program of the media workers, when not npm run media-worker's or the carried one.", text),
  ffmpeg: setting('FFMPEG', 'The program ffmpeg, which calls are recorded with.', text, { unset: 'ffmpeg' }),
  turnSecret: setting('TURN_SECRET', "The TURN servers' static-auth-secret.", text, { secret: true }),
  trustedProxies: setting('TRUSTED_PROXIES', 'Whose X-Forwarded-For counts: addresses or networks.', list(network), { unset: '' }),
  rateLimits: setting('RATE_LIMITS', 'on, or off (only while HOST is a loopback address).', oneOf('on', 'off'), { unset: 'on' }),
  testHooks: setting(
    'TEST_HOOKS',
    'on lets an administrator end actors, for tests (only while HOST is a loopback address).',
    oneOf('on', 'off'),
    {
      unset: 'off',
    },
  ),
  logLevel: setting('LOG_LEVEL', 'Least level logged.', oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), {
    unset: 'info',
  }),
} as const

type Name = keyof typeof settings
type Value<N extends Name> = (typeof settings)[N] extends Setting<infer T> ? T : never
type Optional = { [N in Name]: undefined extends Value<N> ? N : never }[Name]

/** Every setting of the program, valid and typed. Optional ones are absent when unset, but for publicUrl. */
export type Config = { readonly [N in Exclude<Name, Optional>]: Value<N> } & {
  readonly [N in Exclude<Optional, 'publicUrl'>]?: Exclude<Value<N>, undefined>
} & { readonly publicUrl: string }

/** Names every bad variable at once, so that one look at it is enough. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly { readonly key: string; readonly message: string }[]

  constructor(problems: readonly { readonly key: string; readonly message: string }[]) {
    super(`Bad configuration:\n${problems.map(({ key, message }) => `  ${key}: ${message}`).join('\n')}`)
    this.problems = problems
  }
}

/** Reads the configuration from the environment, or throws a ConfigError. An empty variable counts as unset. */
export function readConfig(env: Env): Config {
  const problems: { key: string; message: string }[] = []
  const values: Record<string, unknown> = {}
  for (const [name, { key, parse, unset, secret: hidden }] of Object.entries<Setting<unknown>>(settings)) {
    const given = env[key]?.trim() || unset
    if (given === undefined) continue
    try {
      values[name] = parse(given)
    } catch (error) {
      problems.push({ key, message: `${(error as Error).message}${hidden ? '' : `, not "${given}"`}` })
    }
  }
  const config = { publicUrl: `http://localhost:${String(values['port'])}`, ...values } as Config
  const bad = new Set(problems.map((problem) => problem.key))
  // whoever sets it expects a cluster: better no start than nodes that do not know of each other
  if (env['REDIS_URL']?.trim()) problems.push({ key: 'REDIS_URL', message: 'not supported yet: one node serves everybody, leave it unset' })
  problems.push(...conflicts(config).filter(({ key }) => !bad.has(key)))
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

function conflicts(config: Config): { key: string; message: string }[] {
  const found: { key: string; message: string }[] = []
  if (config.rateLimits === 'off' && !isLoopback(config.host))
    found.push({ key: 'RATE_LIMITS', message: `off is accepted only while HOST is a loopback address, not "${config.host}"` })
  if (config.testHooks === 'on' && !isLoopback(config.host))
    found.push({ key: 'TEST_HOOKS', message: `on is accepted only while HOST is a loopback address, not "${config.host}"` })
  if (config.turnUrls?.length && !config.turnSecret) found.push({ key: 'TURN_SECRET', message: 'required with TURN_URLS' })
  if (config.turnSecret && config.turnUrls?.length === 0) found.push({ key: 'TURN_URLS', message: 'required with TURN_SECRET' })
  if (config.rtcPort > 0 && config.rtcPort < ephemeralPorts.first && config.rtcPort + (config.mediaWorkers ?? 0) > ephemeralPorts.first)
    found.push({ key: 'RTC_PORT', message: `the ports of ${config.mediaWorkers} workers would reach ${ephemeralPorts.first}` })
  return found
}

export type ConfigRow = {
  readonly key: string
  readonly value: string
  readonly from: 'environment' | 'default'
  /** What it is when unset, '' where it is optional. */
  readonly unset: string
  readonly about: string
}

/** The table that `boltorezka config` prints: every key with its value here (secrets masked) and what it is for. */
export function describeConfig(env: Env = {}): readonly ConfigRow[] {
  return Object.values<Setting<unknown>>(settings).map(({ key, about, unset, secret: hidden }) => {
    const given = env[key]?.trim()
    const value = given ? (hidden ? '(set)' : given) : (unset ?? '')
    return { key, value, from: given ? 'environment' : 'default', unset: unset ?? '', about }
  })
}

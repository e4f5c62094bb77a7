import { cpuOf, type Measured, rssOf } from './process'
import { startPostgres, type PrivatePostgres } from '#test/parts/postgres'
import { OWNER_EMAIL, startServer } from '#test/parts/server'

/** The product as an operator runs it, on Postgres or on the embedded database, with people who may send. */
export type Product = Measured & {
  readonly url: string
  /** Access tokens, one per person. */
  readonly tokens: readonly string[]
  readonly roomId: string
  /** All rooms made for the load, `roomId` the first. */
  readonly roomIds: readonly string[]
  /** Appends committed so far. */
  batches(): Promise<number>
}

export type ProductOptions = {
  readonly people?: number
  readonly rooms?: number
  readonly env?: Readonly<Record<string, string>>
  readonly bunFlags?: readonly string[]
}

/** A directory: then Bun samples the server and leaves a CPU profile there for each run. */
const profileTo = process.env['PROFILE']

/** `people` share the sockets of a load: a room's cost follows sockets, not accounts. */
export async function startProduct(
  driver: 'postgres' | 'embedded',
  { people = 8, rooms = 1, env = {}, bunFlags = [] }: ProductOptions = {},
): Promise<Product> {
  const postgres: PrivatePostgres | null = driver === 'postgres' ? await startPostgres() : null
  const profiled = profileTo === undefined ? [] : ['--cpu-prof-md', `--cpu-prof-dir=${profileTo}`]
  const server = await startServer({
    env: { ...env, ...(postgres ? { DATABASE_URL: await postgres.create('bench') } : {}) },
    bunFlags: [...bunFlags, ...profiled],
  })
  const tokens: string[] = []
  for (let nth = 0; nth < people; nth++) tokens.push(await register(server.url, nth))
  const room = await fetch(`${server.url}/v1/rooms/general`, { headers: { authorization: `Bearer ${tokens[0]}` } })
  const { id: roomId } = ((await room.json()) as { room: { id: string } }).room
  const roomIds = [roomId]
  for (let nth = 1; nth < rooms; nth++) roomIds.push(await makeRoom(server.url, tokens[0] as string, nth))
  return {
    port: server.port,
    pid: server.pid,
    url: server.url,
    tokens,
    roomId,
    roomIds,
    cpu: () => cpuOf(server.pid),
    rss: () => rssOf(server.pid),
    batches: async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text()
      return Number(/^boltorezka_append_batches_total\{outcome="committed"\} (\d+)/m.exec(text)?.[1] ?? 0)
    },
    stop: async () => {
      if (profileTo !== undefined) await server.terminate()
      await server.stop()
      await postgres?.stop()
    },
  }
}

/** The first of the people is the server's owner. */
async function makeRoom(url: string, token: string, nth: number): Promise<string> {
  const answer = await fetch(`${url}/v1/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ slug: `room-${nth}`, name: `Room ${nth}` }),
  })
  return ((await answer.json()) as { room: { id: string } }).room.id
}

async function register(url: string, nth: number): Promise<string> {
  const answer = await fetch(`${url}/v1/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: nth === 0 ? OWNER_EMAIL : `person${nth}@bench.example`, password: 'password123', name: `Person ${nth}` }),
  })
  const body = (await answer.json()) as { token?: string }
  if (!body.token) throw new Error(`register answered ${answer.status}: ${JSON.stringify(body)}`)
  return body.token
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port'

/** A Postgres of one's own in a temporary directory on a free port of the loopback. */
export type PrivatePostgres = {
  readonly port: number
  readonly directory: string
  /** The address of the database `name`, which must exist; `postgres` always does. */
  url(name?: string): string
  /** Makes an empty database and answers its address. */
  create(name: string): Promise<string>
  /** kill -9 of the server and of all its children at once. */
  kill(): Promise<void>
  /** Starts again on the same directory and port. */
  start(): Promise<void>
  stop(): Promise<void>
}

const user = 'boltorezka'
const roots = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']

/** Where Postgres' programs are; null when it is not installed. */
export function postgresBin(): string | null {
  const given = process.env['POSTGRES_BIN']
  if (given) return given
  for (const root of roots.filter((path) => existsSync(path))) {
    const versions = readdirSync(root).filter((name) => existsSync(join(root, name, 'bin', 'initdb')))
    const newest = versions.sort((a, b) => parseInt(b.replace(/\D/g, '')) - parseInt(a.replace(/\D/g, '')))[0]
    if (newest) return join(root, newest, 'bin')
  }
  const found = Bun.which('initdb')
  return found ? join(found, '..') : null
}

/** Postgres refuses to run as root: then it runs as the system's own `postgres`. */
const asOther = (): string[] =>
  process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'] : []

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function run(command: string[]): Promise<void> {
  const child = Bun.spawn(command, { cwd: '/tmp', stdout: 'ignore', stderr: 'pipe' })
  const said = await new Response(child.stderr).text()
  if ((await child.exited) !== 0) throw new Error(`${command.join(' ')} failed: ${said}`)
}

/** `durable: false` skips the syncs to disk, for tests that only want answers. */
export async function startPostgres(options: { readonly durable?: boolean } = {}): Promise<PrivatePostgres> {
  const bin = postgresBin()
  if (!bin) throw new Error('PostgreSQL is not installed (Debian: apt-get install postgresql)')
  const home = mkdtempSync(join(tmpdir(), 'boltorezka-postgres-'))
  if (process.getuid?.() === 0) await run(['chown', 'postgres:postgres', home])
  const directory = join(home, 'data')
  await run([...asOther(), join(bin, 'initdb'), '-D', directory, '-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  const port = await freePort()
  const url = (name = 'postgres'): string => `postgres://${user}@127.0.0.1:${port}/${name}`
  const log = join(home, 'log')
  let server: Bun.Subprocess | null = null

  const start = async (): Promise<void> => {
    const settings = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=`, 'max_connections=60', 'shared_buffers=64MB']
    if (options.durable === false) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
    const command = [...asOther(), join(bin, 'postgres'), '-D', directory, ...settings.flatMap((setting) => ['-c', setting])]
    const begin = () => (server = Bun.spawn(command, { cwd: '/tmp', stdout: 'ignore', stderr: Bun.file(log) }))
    let child = begin()
    for (let tries = 0; ; tries += 1) {
      if (child.exitCode !== null) {
        // a process of one that was killed may hold its shared memory for a moment more
        if (tries > 50) throw new Error(`Postgres ended with ${child.exitCode}: ${command.join(' ')}\n${readFileSync(log, 'utf8')}`)
        child = begin()
      }
      const ready = Bun.spawnSync([join(bin, 'pg_isready'), '-q', '-h', '127.0.0.1', '-p', String(port), '-U', user, '-d', 'postgres'])
      if (ready.exitCode === 0) return
      if (tries > 300) throw new Error('Postgres did not come up in 30 s')
      await Bun.sleep(100)
    }
  }
  await start()

  return {
    port,
    directory,
    url,
    start,
    async create(name) {
      await run([
        join(bin, 'createdb'),
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        user,
        '-T',
        'template0',
        '-E',
        'UTF8',
        '--locale=C',
        name,
      ])
      return url(name)
    },
    async kill() {
      const pid = server?.pid
      if (!pid || !server) return
      const children = Bun.spawnSync(['ps', '-o', 'pid=', '--ppid', String(pid)])
        .stdout.toString()
        .split('\n')
        .map(Number)
        .filter(Boolean)
      for (const one of [pid, ...children]) {
        try {
          process.kill(one, 'SIGKILL')
        } catch {
          // already gone
        }
      }
      await server.exited
      while (children.some(alive)) await Bun.sleep(5)
    },
    async stop() {
      server?.kill('SIGINT')
      await server?.exited
      rmSync(home, { recursive: true, force: true })
    },
  }
}

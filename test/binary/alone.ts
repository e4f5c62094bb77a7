import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWeb } from '#scripts/build-web'
import { buildSeed } from '#scripts/seed'
import { freePort } from '#test/parts/free-port'

const root = join(import.meta.dir, '../..')
/** Who runs it when the tests run as root: somebody who owns nothing. */
const nobody = 65_534
const asRoot = process.getuid?.() === 0
const READY_MS = 45_000

/** The binary of this checkout in a directory of its own, and whatever is started from it. Compiling takes a second. */
export class Alone {
  readonly home: string
  readonly binary: string
  readonly port: number
  readonly url: string
  output = ''
  #child: Bun.Subprocess<'ignore', 'pipe', 'pipe'> | null = null
  /** For the server, besides where it listens. */
  readonly env: Record<string, string>

  private constructor(home: string, binary: string, port: number, env: Readonly<Record<string, string>>) {
    this.home = home
    this.binary = binary
    this.port = port
    this.url = `http://127.0.0.1:${port}`
    this.env = { ...env }
  }

  /** `env`: for the server. `media`: whether it carries the media worker that `npm test` brings. */
  static async build(env: Readonly<Record<string, string>> = {}, { media = true } = {}): Promise<Alone> {
    if (!existsSync(join(root, 'dist/web/index.html'))) await buildWeb(join(root, 'dist/web'))
    await buildSeed()
    const place = mkdtempSync(join(tmpdir(), 'boltorezka-binary-'))
    const binary = join(place, 'boltorezka')
    const own = media ? {} : { MEDIA_WORKER_BIN: '', XDG_CACHE_HOME: join(place, 'nothing') }
    const made = [process.execPath, join(root, 'scripts/build-binary.ts'), '--out', binary]
    const built = Bun.spawnSync(made, { env: { ...process.env, ...own }, stderr: 'pipe' })
    if (!built.success) throw new Error(`the binary does not build:\n${built.stderr.toString()}`)
    const home = join(place, 'home')
    mkdirSync(home)
    chmodSync(place, 0o755)
    if (asRoot) chownSync(home, nobody, nobody)
    return new Alone(home, binary, await freePort(), env)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Nothing in the environment but this, nothing in the directory but what the binary made there; PATH leads nowhere. */
  spawn(words: readonly string[], env: Readonly<Record<string, string>> = {}, stdin: 'ignore' | Uint8Array<ArrayBuffer> = 'ignore') {
    // setpriv execs: the process is the binary itself
    const someone = asRoot ? ['/usr/bin/setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--'] : []
    const options = { cwd: this.home, env: { PATH: '/nowhere', ...env }, stdin, stdout: 'pipe', stderr: 'pipe' } as const
    return Bun.spawn([...someone, this.binary, ...words], options)
  }

  /** Runs one command to its end. */
  async run(words: readonly string[], env: Readonly<Record<string, string>> = {}, input?: string) {
    const child = this.spawn(words, env, input === undefined ? 'ignore' : new TextEncoder().encode(input))
    const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
    return { code, out, err }
  }

  /** Serves until it is ready; answers how long that took. */
  async start(): Promise<number> {
    const started = performance.now()
    const env = { HOST: '127.0.0.1', PORT: String(this.port), RTC_PORT: '0', ...this.env }
    const child = this.spawn([], env) as Bun.Subprocess<'ignore', 'pipe', 'pipe'>
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) void this.#collect(stream)
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the binary ended with ${child.exitCode}:\n${this.output}`)
      if (performance.now() - started > READY_MS) throw new Error(`not ready in ${READY_MS} ms:\n${this.output}`)
      if ((await fetch(`${this.url}/health/ready`).catch(() => null))?.ok) return performance.now() - started
      await Bun.sleep(5)
    }
  }

  /** SIGTERM or SIGKILL; answers the exit code. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number> {
    this.#child?.kill(signal)
    return (await this.#child?.exited) ?? 0
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL')
    rmSync(join(this.home, '..'), { recursive: true, force: true })
  }

  async #collect(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    for await (const chunk of stream) this.output += decoder.decode(chunk, { stream: true })
  }
}

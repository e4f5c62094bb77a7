import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port'
import { until } from './until'

/** A coturn of one's own on the loopback, with a shared secret as an operator gives it one. */
export type Coturn = {
  readonly port: number
  /** The server's settings that belong to it. */
  readonly env: Readonly<Record<'TURN_URLS' | 'TURN_SECRET', string>>
  /** What it has said so far: every session with its user. */
  output(): string
  stop(): Promise<void>
}

export type CoturnOptions = {
  /** Which of its transports it answers; both when unset. */
  readonly transports?: readonly ('udp' | 'tcp')[]
}

const secret = 'a secret that only tests share'

/** Where coturn is; null when it is not installed. */
const coturnProgram = (): string | null => process.env['COTURN'] ?? Bun.which('turnserver')

export async function startCoturn({ transports = ['udp', 'tcp'] }: CoturnOptions = {}): Promise<Coturn> {
  const program = coturnProgram()
  if (!program || !existsSync(program)) throw new Error('coturn is not installed (Debian: apt-get install coturn)')
  const home = mkdtempSync(join(tmpdir(), 'boltorezka-coturn-'))
  const port = await freePort()
  const settings = {
    'listening-ip': '127.0.0.1',
    'relay-ip': '127.0.0.1',
    'listening-port': String(port),
    // where nobody else takes ports: below those the system hands out
    'min-port': '24000',
    'max-port': '24999',
    'static-auth-secret': secret,
    realm: 'boltorezka.test',
    userdb: join(home, 'users'),
    pidfile: join(home, 'pid'),
    'log-file': 'stdout',
  }
  const flags = ['use-auth-secret', 'no-tls', 'no-dtls', 'no-cli', 'no-rfc5780', 'allow-loopback-peers', 'verbose', 'simple-log']
  for (const transport of ['udp', 'tcp'] as const) if (!transports.includes(transport)) flags.push(`no-${transport}`)
  const words = [...Object.entries(settings).map(([key, value]) => `--${key}=${value}`), ...flags.map((flag) => `--${flag}`)]
  const child = Bun.spawn([program, '-n', ...words], { cwd: home, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) void collect(stream, (text) => (output += text))
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await child.exited
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await until('coturn answers', () => {
      if (child.exitCode !== null) throw new Error(`coturn ended with ${child.exitCode}:\n${output}`)
      return transports.includes('udp') ? answersUdp(port) : answersTcp(port)
    })
  } catch (error) {
    await stop()
    throw error
  }
  const urls = transports.map((transport) => `turn:127.0.0.1:${port}?transport=${transport}`)
  return { port, env: { TURN_URLS: urls.join(','), TURN_SECRET: secret }, output: () => output, stop }
}

async function collect(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }))
}

/** A STUN binding request, the smallest thing a TURN server answers. */
function answersUdp(port: number): Promise<boolean> {
  const request = Buffer.concat([Buffer.from([0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), crypto.getRandomValues(new Uint8Array(12))])
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const timer = setTimeout(() => end(false), 100)
    const end = (answered: boolean): void => {
      clearTimeout(timer)
      socket.close()
      resolve(answered)
    }
    socket.once('message', () => end(true))
    socket.once('error', () => end(false))
    socket.send(request, port, '127.0.0.1')
  })
}

function answersTcp(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(() => resolve(true)))
    socket.once('error', () => resolve(false))
  })
}

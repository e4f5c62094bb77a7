import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { isIP } from 'node:net'
import { second } from '#src/base/durations'
import { type Answer, decode, encode, lengthOf, type Request } from './stun'

/** What came of asking one STUN or TURN server from here. */
export type IceCheck = {
  readonly url: string
  /** refused: it answers and takes no credentials of ours. */
  readonly status: 'ok' | 'refused' | 'unreachable'
  /** In words, where it is not ok. */
  readonly detail?: string
  readonly ms: number
  /** The address of this server as that one sees it. */
  readonly seenAs?: string
}

export type IceCredentials = { readonly username: string; readonly credential: string }

const patience = 3 * second
const resend = second / 2

/** A line to a server. Once it is closed nothing more is sent, and a question may stay without an answer. */
type Line = { ask(request: Request): Promise<Answer | null>; close(): void }

/**
 * Asks a server as a client would. `stun:` gets a binding request; `turn:` is asked for a relay with the credentials, which is given back
 * at once: an answer to that proves the whole way, from firewall to secret. Never throws, and leaves nothing behind: who did not answer in
 * time is asked no further.
 */
export async function checkIceServer(url: string, credentials: IceCredentials | null, within: number = patience): Promise<IceCheck> {
  const began = performance.now()
  const { scheme, host, port, transport } = partsOf(url)
  const line = transport === 'udp' ? openUdp(host, port) : openTcp(host, port, scheme.endsWith('s'))
  const wanted = scheme.startsWith('stun') ? null : credentials
  const result = await Promise.race([
    exchange(line, wanted).catch((error: Error) => ({ status: 'unreachable' as const, detail: error.message })),
    later(within).then(() => ({ status: 'unreachable' as const, detail: `no answer within ${within / second} s` })),
  ])
  line.close()
  return { url, ms: Math.round(performance.now() - began), ...result }
}

async function exchange(line: Line, credentials: IceCredentials | null): Promise<Omit<IceCheck, 'url' | 'ms'>> {
  if (!credentials) return outcome(await line.ask({ method: 'binding' }))
  const first = await line.ask({ method: 'allocate' })
  if (first?.error?.code !== 401) return outcome(first)
  const { realm, nonce } = first
  const named = { username: credentials.username, password: credentials.credential, realm, nonce }
  const granted = await line.ask({ method: 'allocate', credentials: named })
  if (granted && !granted.error) await line.ask({ method: 'refresh', credentials: named, lifetime: 0 })
  return outcome(granted)
}

function outcome(answer: Answer | null): Omit<IceCheck, 'url' | 'ms'> {
  if (!answer) return { status: 'unreachable', detail: 'no answer' }
  const seen = answer.mapped ? { seenAs: answer.mapped } : {}
  if (!answer.error) return { status: 'ok', ...seen }
  return { status: 'refused', detail: `${answer.error.code} ${answer.error.reason}`.trim(), ...seen }
}

/** `turns:host:port?transport=tcp`, with the defaults of RFC 7065. */
export function partsOf(url: string): { scheme: string; host: string; port: number; transport: 'udp' | 'tcp' } {
  const [, scheme = '', rest = '', , asked] = /^(\w+):([^?]+)(\?transport=(udp|tcp))?$/.exec(url) ?? []
  const [, host = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(rest) ?? []
  const secure = scheme.endsWith('s')
  const transport = secure || asked === 'tcp' ? 'tcp' : 'udp'
  return { scheme, host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? (secure ? 5349 : 3478)), transport }
}

function openUdp(host: string, port: number): Line {
  const socket = createSocket(isIP(host) === 6 ? 'udp6' : 'udp4')
  let closed = false
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (closed) return resolve(null)
        const id = randomBytes(12)
        const bytes = encode(request, id)
        const send = (): void => socket.send(bytes, port, host)
        // datagrams get lost
        const again = setInterval(send, resend)
        const end = (): void => {
          clearInterval(again)
          socket.removeAllListeners()
          socket.on('error', () => undefined)
        }
        socket.on('message', (message) => {
          const answer = decode(message, id)
          if (!answer) return
          end()
          resolve(answer)
        })
        socket.on('error', (error) => {
          end()
          reject(error)
        })
        socket.once('close', end)
        send()
      }),
    close() {
      closed = true
      socket.close()
    },
  }
}

function openTcp(host: string, port: number, secure: boolean): Line {
  const socket = secure ? connectTls({ host, port, servername: isIP(host) ? '' : host }) : connect({ host, port })
  let received = Buffer.alloc(0)
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        const id = randomBytes(12)
        const end = (): void => {
          socket.removeAllListeners()
          socket.on('error', () => undefined)
        }
        socket.on('data', (chunk: Buffer) => {
          received = Buffer.concat([received, chunk])
          const length = lengthOf(received)
          if (length === null || received.length < length) return
          const answer = decode(received.subarray(0, length), id)
          received = received.subarray(length)
          end()
          resolve(answer)
        })
        socket.on('error', (error) => {
          end()
          reject(error)
        })
        socket.on('close', () => {
          end()
          resolve(null)
        })
        socket.write(encode(request, id))
      }),
    close: () => void socket.destroy(),
  }
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

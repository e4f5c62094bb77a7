import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** What came back on one TCP connection. */
export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

const SILENT_MS = 60

/**
 * Sends bytes as they are over a connection of its own and answers the response, or `closed` where the server hung up without one.
 * `half` ends our side when the server stays silent: it may wait for bytes that were promised. Throws when neither comes in time.
 */
export function exchange(port: number, bytes: Uint8Array, { half = false, within = 10_000 } = {}): Promise<Answer | 'closed'> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const pieces: Buffer[] = []
    const headless = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === 'HEAD '
    let connected = false
    let silence: ReturnType<typeof setTimeout> | undefined
    const timer = setTimeout(() => finish(new Error(`no answer in ${within} ms`)), within)
    const finish = (outcome: Answer | 'closed' | Error): void => {
      clearTimeout(timer)
      clearTimeout(silence)
      socket.destroy()
      if (outcome instanceof Error) reject(outcome)
      else resolve(outcome)
    }
    socket.on('connect', () => {
      connected = true
      socket.write(bytes)
      if (half) silence = setTimeout(() => socket.end(), SILENT_MS)
    })
    socket.on('data', (piece: Buffer) => {
      pieces.push(piece)
      const answer = parse(Buffer.concat(pieces), headless, false)
      if (answer) finish(answer)
    })
    socket.on('error', (error) => {
      if (!connected) finish(new Error(`the server does not accept connections: ${error.message}`))
      else finish(parse(Buffer.concat(pieces), headless, true) ?? 'closed')
    })
    socket.on('close', () => finish(parse(Buffer.concat(pieces), headless, true) ?? 'closed'))
  })
}

/** The response in these bytes; null while it is not whole. `over`: nothing more will come. */
function parse(bytes: Buffer, headless: boolean, over: boolean): Answer | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0)
  const rest = bytes.subarray(end + 4)
  if (status === 100) return parse(rest, headless, over)
  const headers: Record<string, string> = {}
  for (const line of lines) headers[line.slice(0, line.indexOf(':')).toLowerCase()] = line.slice(line.indexOf(':') + 1).trim()
  const packed = headers['content-encoding'] === 'gzip'
  const answer = (body: Buffer): Answer => ({ status, headers, body: (packed && body.length > 0 ? gunzipSync(body) : body).toString() })
  if (headless || status === 101 || status === 204 || status === 304) return answer(Buffer.alloc(0))
  const length = headers['content-length']
  if (length !== undefined && rest.length >= Number(length)) return answer(rest.subarray(0, Number(length)))
  if (headers['transfer-encoding'] === 'chunked' && rest.toString('latin1').endsWith('0\r\n\r\n')) return answer(rest)
  return over ? answer(rest) : null
}

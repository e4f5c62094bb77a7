import type { Socket } from 'bun'

const PING = 9

/**
 * A WebSocket client that costs little (RFC 6455, client side, zero mask key): it counts frames and shows their payload, so that
 * the load generator does not hide what the server costs.
 */
export class LoadSocket {
  frames = 0
  bytes = 0
  onFrame: ((payload: Buffer) => void) | null = null
  onClose: (() => void) | null = null
  #socket: Socket | null = null
  #pending: Buffer | null = null
  #upgraded = false
  #opened: () => void = () => {}
  #failed: (error: Error) => void = () => {}

  /** `path` with its query, e.g. `/v1/realtime/ws?token=…`. */
  static async open(port: number, path: string): Promise<LoadSocket> {
    const load = new LoadSocket()
    const opened = new Promise<void>((resolve, reject) => {
      load.#opened = resolve
      load.#failed = reject
    })
    load.#socket = await Bun.connect({
      hostname: '127.0.0.1',
      port,
      socket: {
        data: (_socket, chunk) => load.#received(chunk),
        close: () => {
          load.#failed(new Error('the server closed the socket'))
          load.onClose?.()
        },
        error: (_socket, error) => load.#failed(error),
      },
    })
    const key = Buffer.from('boltorezka-bench').toString('base64')
    load.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    await opened
    return load
  }

  send(text: string): void {
    this.#socket?.write(frameOf(text))
  }

  close(): void {
    this.#failed = () => {}
    this.onClose = null
    this.#socket?.end()
  }

  #received(chunk: Buffer): void {
    let data = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk
    this.#pending = null
    if (!this.#upgraded) {
      const end = data.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#pending = Buffer.from(data)
        return
      }
      if (!data.subarray(0, 12).toString().includes('101')) return this.#failed(new Error(data.subarray(0, 200).toString()))
      this.#upgraded = true
      this.#opened()
      data = data.subarray(end + 4)
    }
    let at = 0
    while (data.length - at >= 2) {
      let length = (data[at + 1] as number) & 127
      let head = 2
      if (length === 126) {
        if (data.length - at < 4) break
        length = data.readUInt16BE(at + 2)
        head = 4
      }
      if (data.length - at < head + length) break
      const opcode = (data[at] as number) & 15
      if (opcode === PING)
        this.#socket?.write(Buffer.concat([Buffer.from([0x8a, 0x80 | length, 0, 0, 0, 0]), data.subarray(at + head, at + head + length)]))
      if (opcode === 1) {
        this.frames++
        this.bytes += length
        this.onFrame?.(data.subarray(at + head, at + head + length))
      }
      at += head + length
    }
    if (at < data.length) this.#pending = Buffer.from(data.subarray(at))
  }
}

function frameOf(text: string): Buffer {
  const payload = Buffer.from(text)
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255, 0, 0, 0, 0])
  return Buffer.concat([head, payload])
}

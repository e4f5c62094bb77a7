/** One frame of the server, with the text it came as. */
export type Heard = { readonly v: number; readonly type: string; readonly requestId?: string; readonly payload: any; readonly text: string }

type Wanted = string | ((frame: Heard) => boolean)
type Opening = { readonly token: string } | { readonly ticket: string }

const WITHIN_MS = 5_000

/** One socket as an outsider sees it: what it sends is text, and everything that comes is kept in order. No resume, no cursors. */
export class Wire {
  /** Everything heard so far, acks too. */
  readonly heard: Heard[] = []
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #waiting = new Set<() => void>()
  #code: number | null = null

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.closed = new Promise((resolve) => {
      socket.onclose = ({ code }) => {
        this.#code = code
        resolve(code)
        for (const look of this.#waiting) look()
      }
    })
    socket.onmessage = ({ data }) => {
      const text = String(data)
      this.heard.push({ ...JSON.parse(text), text })
      for (const look of this.#waiting) look()
    }
  }

  /** Opens a socket and waits for its capabilities. */
  static async open(url: string, opening: Opening): Promise<Wire> {
    const query = new URLSearchParams(opening)
    const wire = new Wire(new WebSocket(`${url.replace('http', 'ws')}/v1/realtime/ws?${query}`))
    await wire.next('server.capabilities')
    return wire
  }

  get capabilities(): any {
    return this.heard[0]?.payload
  }

  get isOpen(): boolean {
    return this.#code === null
  }

  /** Frames of one type. */
  all(wanted: Wanted): Heard[] {
    return this.heard.filter(matcher(wanted))
  }

  /** The first frame that fits, heard already or yet to come; `after` skips the first ones heard. */
  next(wanted: Wanted, { after = 0, within = WITHIN_MS }: { after?: number; within?: number } = {}): Promise<Heard> {
    const fits = matcher(wanted)
    return new Promise((resolve, reject) => {
      let at = after
      const end = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
      }
      const look = (): void => {
        for (; at < this.heard.length; at++) {
          const frame = this.heard[at] as Heard
          if (!fits(frame)) continue
          end()
          return resolve(frame)
        }
        if (this.#code === null) return
        end()
        reject(new Error(`closed ${this.#code} before ${String(wanted)} came`))
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`${String(wanted)} did not come in ${within} ms; heard: ${this.heard.map(({ type }) => type).join(' ')}`))
      }, within)
      this.#waiting.add(look)
      look()
    })
  }

  write(frame: string | Uint8Array<ArrayBuffer> | object): void {
    this.#socket.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame))
  }

  /** Sends a request; answers its ack or nack. */
  ask(type: string, payload: object = {}, requestId: string = crypto.randomUUID()): Promise<Heard> {
    const after = this.heard.length
    this.write({ v: 1, type, requestId, payload })
    return this.next((frame) => frame.requestId === requestId, { after })
  }

  /** The payload of the ack; throws where the answer is a nack. */
  async must(type: string, payload: object = {}, requestId?: string): Promise<any> {
    const answer = await this.ask(type, payload, requestId)
    if (answer.type !== 'ack') throw new Error(`${type}: ${answer.text}`)
    return answer.payload
  }

  /** `ack`, or the code of the nack. */
  async code(type: string, payload: object = {}): Promise<string> {
    const answer = await this.ask(type, payload)
    return answer.type === 'ack' ? 'ack' : answer.payload.code
  }

  /** When this resolves, all that the server sent before it heard this has been heard. */
  async settled(): Promise<void> {
    await this.must('ping')
  }

  close(code?: number): void {
    this.#socket.close(code)
  }

  /** Without a goodbye. */
  drop(): void {
    // Bun's own; the type is a browser's
    ;(this.#socket as WebSocket & { terminate(): void }).terminate()
  }
}

const matcher = (wanted: Wanted): ((frame: Heard) => boolean) => (typeof wanted === 'string' ? ({ type }) => type === wanted : wanted)

import { faultOfFrame, type Frame } from './judge'

const ANSWER_MS = 10_000
let barriers = 0

/** One socket of a fuzzing person: sends what it is told, and judges everything that comes back. */
export class FuzzSocket {
  readonly hello: Frame['payload']
  /** What was wrong since it was last looked at. */
  readonly faults: string[] = []
  /** Sees every ack with the type it answers, and every event. */
  onFrame: (frame: Frame, asked: string | undefined) => void = () => {}
  closed: number | null = null
  readonly #socket: WebSocket
  readonly #asked = new Map<string, string>()
  readonly #waiting = new Map<string, (frame: Frame | null) => void>()

  private constructor(socket: WebSocket, hello: Frame['payload']) {
    this.#socket = socket
    this.hello = hello
    socket.onmessage = ({ data }) => this.#received(String(data))
    socket.onclose = ({ code }) => {
      this.closed = code
      for (const resolve of this.#waiting.values()) resolve(null)
      this.#waiting.clear()
    }
  }

  /** Opens a socket and hears the greeting; null where the server does not let this token in. */
  static open(url: string, token: string): Promise<FuzzSocket | null> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no greeting in ${ANSWER_MS} ms`)), ANSWER_MS)
      const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime/ws?token=${token}`)
      const done = (outcome: FuzzSocket | null): void => {
        clearTimeout(timer)
        resolve(outcome)
      }
      socket.onmessage = ({ data }) => {
        const { type, payload } = JSON.parse(String(data)) as Frame
        if (type === 'server.capabilities') done(new FuzzSocket(socket, payload))
      }
      socket.onclose = () => done(null)
    })
  }

  /** Sends a proper request and answers its ack or nack; null when the socket closed. */
  ask(type: string, payload: object): Promise<Frame | null> {
    const requestId = `ask-${++barriers}`
    const answer = this.expect(requestId, type)
    this.send(JSON.stringify({ v: 1, type, requestId, payload }))
    return answer
  }

  /** Resolves with the answer of this requestId, or with null when the socket closes. Rejects when neither comes. */
  expect(requestId: string, type: string): Promise<Frame | null> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${type} was not answered in ${ANSWER_MS} ms`)), ANSWER_MS)
      this.#asked.set(requestId, type)
      this.#waiting.set(requestId, (frame) => {
        clearTimeout(timer)
        resolve(frame)
      })
      if (this.closed !== null) this.#waiting.get(requestId)?.(null)
    })
  }

  send(frame: string | Uint8Array): void {
    this.#socket.send(frame as string | Uint8Array<ArrayBuffer>)
  }

  close(): void {
    this.#socket.close()
  }

  #received(text: string): void {
    const frame = JSON.parse(text) as Frame
    const { requestId } = frame
    const asked = requestId === undefined ? undefined : this.#asked.get(requestId)
    const fault = faultOfFrame(frame, asked)
    if (fault !== null) this.faults.push(fault)
    this.onFrame(frame, asked)
    if (requestId === undefined) return
    this.#waiting.get(requestId)?.(frame)
    this.#waiting.delete(requestId)
    this.#asked.delete(requestId)
  }
}

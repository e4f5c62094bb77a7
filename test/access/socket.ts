/** One socket of the realtime address, by the contract only. */
export type Socket = {
  /** The payload of server.capabilities. */
  readonly capabilities: any
  /** Sends a request and answers `ack`, or the code of its nack, with the payload. */
  ask(type: string, payload: object): Promise<{ answer: string; payload: any }>
  /** Like ask, for what has to be acked. */
  must(type: string, payload: object): Promise<any>
  /** Everything the server sent by itself. */
  readonly heard: readonly { type: string; payload: any }[]
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  close(): void
}

type Frame = { type: string; requestId?: string; payload: any }

/** Opens a socket and waits for its capabilities. */
export async function openSocket(url: string, token: string): Promise<Socket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime/ws?token=${token}`)
  const heard: Frame[] = []
  const waiting = new Map<string, (frame: Frame) => void>()
  const greeted = Promise.withResolvers<any>()
  const closed = Promise.withResolvers<number>()
  greeted.promise.catch(() => {})
  socket.onmessage = ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame
    if (frame.type === 'server.capabilities') greeted.resolve(frame.payload)
    const { requestId } = frame
    if (requestId === undefined) heard.push(frame)
    else waiting.get(requestId)?.(frame)
  }
  socket.onclose = ({ code }) => {
    greeted.reject(new Error(`closed ${code} before the greeting`))
    closed.resolve(code)
    for (const answer of waiting.values()) answer({ type: 'nack', payload: { code: `closed ${code}` } })
  }
  const capabilities = await greeted.promise

  async function ask(type: string, payload: object): Promise<{ answer: string; payload: any }> {
    const requestId = crypto.randomUUID()
    const frame = await new Promise<Frame>((resolve) => {
      waiting.set(requestId, resolve)
      socket.send(JSON.stringify({ v: 1, type, requestId, payload }))
    })
    waiting.delete(requestId)
    return { answer: frame.type === 'ack' ? 'ack' : frame.payload.code, payload: frame.payload }
  }

  return {
    capabilities,
    heard,
    ask,
    async must(type, payload) {
      const { answer, payload: told } = await ask(type, payload)
      if (answer !== 'ack') throw new Error(`${type}: ${JSON.stringify(told)}`)
      return told
    },
    closed: closed.promise,
    close: () => socket.close(),
  }
}

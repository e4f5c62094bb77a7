/** The part of WebSocket that is used; the browser's, Bun's, Node's and `ws` all fit. */
export type WireSocket = {
  readonly bufferedAmount: number
  send(text: string): void
  close(code?: number, reason?: string): void
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
}

export type WireConstructor = new (url: string) => WireSocket

export type WireHooks = { message(text: string): void; closed(code: number): void }

/** One socket. After `drop` or the first `closed` nothing more is heard from it: a dead socket must not speak into its successor. */
export class Wire {
  readonly #url: string
  readonly #hooks: WireHooks
  #socket: WireSocket | null = null
  #done = false

  constructor(url: string, hooks: WireHooks) {
    this.#url = url
    this.#hooks = hooks
  }

  open(construct: WireConstructor): void {
    let socket: WireSocket
    try {
      socket = new construct(this.#url)
    } catch {
      return this.#ended(1006) // forbidden by the page's policy, or no address at all
    }
    this.#socket = socket
    socket.onmessage = (event: { data: unknown }) => {
      if (!this.#done && typeof event.data === 'string') this.#hooks.message(event.data)
    }
    socket.onclose = (event: { code?: number }) => this.#ended(event.code ?? 1006)
    socket.onerror = () => undefined // close follows
  }

  send(text: string): void {
    if (this.#done) return
    try {
      this.#socket?.send(text)
    } catch {
      // closing: `closed` follows and abandons what waits for an answer
    }
  }

  /** Closes and stops listening; no `closed` follows. */
  drop(code = 1000): void {
    this.#done = true
    try {
      this.#socket?.close(code)
    } catch {
      // not open yet in some implementations: it has no listeners any more
    }
  }

  #ended(code: number): void {
    if (this.#done) return
    this.#done = true
    this.#hooks.closed(code)
  }
}

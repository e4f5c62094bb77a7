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
  readonly #socket: WireSocket
  #done = false

  constructor(construct: WireConstructor, url: string, hooks: WireHooks) {
    this.#socket = new construct(url)
    this.#socket.onmessage = (event: { data: unknown }) => {
      if (!this.#done && typeof event.data === 'string') hooks.message(event.data)
    }
    this.#socket.onclose = (event: { code?: number }) => {
      if (this.#done) return
      this.#done = true
      hooks.closed(event.code ?? 1006)
    }
    this.#socket.onerror = () => undefined // close follows
  }

  send(text: string): void {
    if (this.#done) return
    try {
      this.#socket.send(text)
    } catch {
      // closing: `closed` follows and abandons what waits for an answer
    }
  }

  /** Closes and stops listening; no `closed` follows. */
  drop(code = 1000): void {
    this.#done = true
    try {
      this.#socket.close(code)
    } catch {
      // not open yet in some implementations: it has no listeners any more
    }
  }
}

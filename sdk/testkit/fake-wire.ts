import type { Clock } from '#sdk/clock'
import type { WireConstructor, WireSocket } from '#sdk/connection/wire'

/** The server's end of a fake socket. */
export type ServerSocket = { send(text: string): void; close(code: number): void }

export type Accept = (url: URL, socket: ServerSocket) => { message(text: string): void; closed(): void } | null

/**
 * A network with one wire per client: frames arrive in order after a random delay, until it is cut (both ends hear of it),
 * stalled (nobody hears of anything) or down (nothing new connects, requests fail).
 */
export class FakeNetwork {
  readonly #clock: Clock
  readonly #random: () => number
  readonly #accept: Accept
  #live: FakeSocket[] = []
  isDown = false

  constructor(clock: Clock, random: () => number, accept: Accept) {
    this.#clock = clock
    this.#random = random
    this.#accept = accept
  }

  get sockets(): number {
    return this.#live.length
  }

  delay(): number {
    return 1 + Math.floor(this.#random() * 30)
  }

  /** Frames on their way are lost, in both directions. */
  cut(code = 1006): void {
    for (const socket of this.#live.splice(0)) socket.end(code)
  }

  /** Nothing moves any more on the sockets that are open, and nobody is told. */
  stall(): void {
    for (const socket of this.#live.splice(0)) socket.stall()
  }

  #connect(socket: FakeSocket, url: URL): void {
    if (this.isDown) return void this.#clock.after(this.delay(), () => socket.end(1006))
    const server: ServerSocket = {
      send: (text) => socket.toClient(text),
      close: (code) => socket.serverCloses(code),
    }
    const accepted = this.#accept(url, server)
    if (!accepted) return void this.#clock.after(this.delay(), () => socket.end(1006))
    this.#live.push(socket)
    socket.open(accepted, () => (this.#live = this.#live.filter((each) => each !== socket)))
  }

  constructorFor(): WireConstructor {
    const clock = this.#clock
    const delay = (): number => this.delay()
    const connect = (socket: FakeSocket, url: string): void => this.#connect(socket, new URL(url))
    return class extends FakeSocket {
      constructor(url: string) {
        super(clock, delay)
        connect(this, url)
      }
    }
  }
}

export class FakeSocket implements WireSocket {
  readonly bufferedAmount = 0
  onopen: WireSocket['onopen'] = null
  onmessage: WireSocket['onmessage'] = null
  onclose: WireSocket['onclose'] = null
  onerror: WireSocket['onerror'] = null
  readonly #clock: Clock
  readonly #delay: () => number
  #server: { message(text: string): void; closed(): void } | null = null
  #gone = (): void => undefined
  #state: 'open' | 'stalled' | 'ended' = 'open'
  #upUntil = 0
  #downUntil = 0

  constructor(clock: Clock, delay: () => number) {
    this.#clock = clock
    this.#delay = delay
  }

  open(server: { message(text: string): void; closed(): void }, gone: () => void): void {
    this.#server = server
    this.#gone = gone
  }

  send(text: string): void {
    this.#upUntil = Math.max(this.#upUntil, this.#clock.now() + this.#delay())
    this.#clock.after(this.#upUntil - this.#clock.now(), () => this.#state === 'open' && this.#server?.message(text))
  }

  close(): void {
    this.#leave()
  }

  toClient(text: string): void {
    this.#downUntil = Math.max(this.#downUntil, this.#clock.now() + this.#delay())
    this.#clock.after(this.#downUntil - this.#clock.now(), () => {
      if (this.#state === 'open') this.onmessage?.({ data: text } as never)
    })
  }

  serverCloses(code: number): void {
    this.#downUntil = Math.max(this.#downUntil, this.#clock.now() + this.#delay())
    this.#clock.after(this.#downUntil - this.#clock.now(), () => this.#state === 'open' && this.end(code))
  }

  end(code: number): void {
    if (this.#state === 'ended') return
    this.#leave()
    this.onclose?.({ code } as never)
  }

  stall(): void {
    this.#state = 'stalled'
  }

  #leave(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#gone()
    this.#server?.closed()
  }
}

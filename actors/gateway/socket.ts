import type { ServerWebSocket } from 'bun'
import type { Connection } from '#actors/session/connection'
import type { SessionMessage } from '#actors/session/messages'
import type { Ref } from '#actors/runtime/actor'
import type { User } from '#protocol/models'

/** What is known when the upgrade is allowed; the rest is filled in when the socket opens. */
export type SocketState = {
  readonly id: string
  readonly user: User
  readonly deviceId: string
  readonly address: string
  connection: SocketConnection | null
  session: Ref<SessionMessage> | null
  /** Frames in a row that were no envelope. */
  garbage: number
}

export type Socket = ServerWebSocket<SocketState>

/** Connections with frames that leave at the end of this microtask turn. */
let unsent: SocketConnection[] = []

function sendAll(): void {
  const those = unsent
  unsent = []
  for (const connection of those) connection.flush()
}

/**
 * A session's connection on Bun's socket. What one turn has to say to it leaves together, in one system call. Ephemeral topics are left
 * while more than `SLOW_BYTES` wait (DELIVERY rule 18).
 */
export class SocketConnection implements Connection {
  readonly id: string
  readonly #socket: Socket
  readonly #sent: () => void
  /** Ephemeral topics it left because it is slow; null when it is not. */
  #left: Set<string> | null = null
  #waiting: { readonly bytes: number; readonly resolve: () => void }[] | null = null
  #open = true
  #outgoing: string[] | null = null
  /** What was buffered when last measured: tells why a socket closed. */
  lastBuffered = 0

  constructor(socket: Socket, sent: () => void) {
    this.id = socket.data.id
    this.#socket = socket
    this.#sent = sent
  }

  get open(): boolean {
    return this.#open
  }

  send(text: string): void {
    if (!this.#open) return
    if (this.#outgoing !== null) return void this.#outgoing.push(text)
    this.#outgoing = [text]
    if (unsent.push(this) === 1) queueMicrotask(sendAll)
  }

  /** Writes what `send` gathered. Whatever is asked of the socket itself comes after that. */
  flush(): void {
    const texts = this.#outgoing
    if (texts === null) return
    this.#outgoing = null
    if (!this.#open) return
    this.#sent()
    if (texts.length === 1) this.#socket.send(texts[0] as string)
    else this.#socket.cork((socket) => texts.forEach((text) => socket.send(text)))
  }

  subscribe(topic: string): void {
    if (!this.#open) return
    this.flush()
    if (this.#left !== null && isEphemeral(topic)) this.#left.add(topic)
    else this.#socket.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.flush()
    this.#left?.delete(topic)
    if (this.#open) this.#socket.unsubscribe(topic)
  }

  buffered(): number {
    this.flush()
    return this.#open ? this.#socket.getBufferedAmount() : 0
  }

  drained(bytes: number): Promise<void> {
    if (!this.#open || this.buffered() < bytes) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting ??= []
      this.#waiting.push({ bytes, resolve })
    })
  }

  close(code: number, reason: string): void {
    this.flush()
    if (this.#open) this.#socket.close(code, reason)
  }

  /** Bun's drain callback: the socket took what was waiting, or part of it. */
  onDrain(): void {
    const buffered = this.buffered()
    const waiting = this.#waiting
    if (waiting !== null) {
      this.#waiting = waiting.filter(({ bytes }) => buffered >= bytes)
      for (const { bytes, resolve } of waiting) if (buffered < bytes) resolve()
    }
    if (this.#left !== null && buffered < SLOW_BYTES) this.#quicken(this.#left)
  }

  onClose(): void {
    this.#open = false
    this.#outgoing = null
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const { resolve } of waiting) resolve()
  }

  /** Called now and then by the gateway; answers what is buffered. */
  measure(): number {
    const buffered = this.buffered()
    this.lastBuffered = buffered
    if (this.#left === null && buffered > SLOW_BYTES) {
      this.#left = new Set(this.#socket.subscriptions.filter(isEphemeral))
      for (const topic of this.#left) this.#socket.unsubscribe(topic)
    } else if (this.#left !== null && buffered < SLOW_BYTES) this.#quicken(this.#left)
    return buffered
  }

  #quicken(left: ReadonlySet<string>): void {
    this.#left = null
    for (const topic of left) this.#socket.subscribe(topic)
  }
}

const SLOW_BYTES = 64 * 1024

const isEphemeral = (topic: string): boolean => topic.startsWith('e:')

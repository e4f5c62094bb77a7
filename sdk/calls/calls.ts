import type { ServerFrame } from '#protocol/frames/server'
import type { Author, Media } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { Value, type Observable } from '#sdk/observable'
import type { Storage } from '#sdk/storage'
import { Call } from './call'
import type { MediaPort } from './media-port'
import type { JoinOptions } from './snapshot'

export type CallsSnapshot = { readonly current: Call | null }

export type CallsOptions = {
  readonly port: MediaPort
  readonly connection: Connection
  readonly clock: Clock
  readonly me: () => Author
  /** Lives as long as the tab: a call is found again after a reload. */
  readonly storage: Storage
}

const key = 'call'
const interruptedMs = 120_000

/** At most one call at a time. */
export class Calls implements Observable<CallsSnapshot> {
  readonly #options: CallsOptions
  readonly #state = new Value<CallsSnapshot>({ current: null })
  readonly #forgetPage: () => void
  #isLeavingPage = false

  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  constructor(options: CallsOptions) {
    this.#options = options
    this.#forgetPage = options.port.onLeaving(() => {
      this.#isLeavingPage = true
      this.getSnapshot().current?.leave()
      this.#isLeavingPage = false
    })
  }

  /** Whether this platform can call at all; false on pages that are not secure. */
  get supported(): boolean {
    return this.#options.port.supported
  }

  /** Joins the call of a room, or begins it; a call in progress is left first. */
  join(roomId: string, join: JoinOptions = {}): Call {
    const { current } = this.getSnapshot()
    current?.leave()
    const { port, connection, clock, me } = this.#options
    const call = new Call({
      roomId,
      join,
      port,
      connection,
      clock,
      me,
      ended: (over) => this.#ended(over),
      mediaChanged: (live) => this.#remember(live),
    })
    this.#state.set({ current: call })
    return call
  }

  /** The call this tab was in when its page went away a moment ago. */
  interrupted(): { roomId: string; media: Media } | null {
    const text = this.#options.storage.get(key)
    if (text === null || this.getSnapshot().current) return null
    try {
      const { roomId, media, at } = JSON.parse(text) as { roomId: string; media: Media; at: number }
      return this.#options.clock.now() - at < interruptedMs ? { roomId, media } : null
    } catch {
      return null
    }
  }

  /** The call of before is not to be taken up again. */
  forgetInterrupted(): void {
    this.#options.storage.remove(key)
  }

  frame(frame: ServerFrame): void {
    this.getSnapshot().current?.receive(frame)
  }

  sessionOpened(): void {
    this.getSnapshot().current?.sessionOpened()
  }

  sessionLost(): void {
    this.getSnapshot().current?.sessionLost()
  }

  /** Signed out, or the client is closed. */
  end(): void {
    this.getSnapshot().current?.leave()
  }

  close(): void {
    this.end()
    this.#forgetPage()
  }

  #ended(call: Call): void {
    if (this.#isLeavingPage) this.#remember(call)
    else this.forgetInterrupted()
    // a failed call stays to be looked at until the next one or `dismiss`
    if (call.getSnapshot().state === 'left' && this.getSnapshot().current === call) this.#state.set({ current: null })
  }

  /** Takes a failed call off the screen. */
  dismiss(): void {
    if (this.getSnapshot().current?.isOver) this.#state.set({ current: null })
  }

  #remember(call: Call): void {
    const { roomId, media, participantId } = call.getSnapshot()
    if (participantId !== null) this.#options.storage.set(key, JSON.stringify({ roomId, media, at: this.#options.clock.now() }))
  }
}

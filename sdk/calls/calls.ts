import type { ServerFrame } from '#protocol/frames/server'
import type { Author, Media } from '#protocol/models'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { Value, type Observable } from '#sdk/observable'
import type { Storage } from '#sdk/storage'
import { Call } from './call'
import type { MediaPort } from './media-port'
import { type Ring, Rings } from './rings'
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
  /** Calls that ring me, and people my call rings. */
  readonly rings: Rings
  #isLeavingPage = false

  readonly subscribe = this.#state.subscribe
  readonly getSnapshot = this.#state.getSnapshot

  constructor(options: CallsOptions) {
    this.#options = options
    this.rings = new Rings(options.clock)
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

  /** Joins a call that rings me; my other devices stop. */
  accept({ callId, roomId }: Pick<Ring, 'callId' | 'roomId'>, join: JoinOptions = {}): Call {
    this.rings.drop(callId)
    return this.join(roomId, join)
  }

  /** Sends a call that rings me away, on all my devices. */
  decline(callId: string): void {
    this.rings.drop(callId)
    this.#options.connection.exchange('call.decline', { callId }, () => undefined)
  }

  /** Rings members of the room into a call I am in. */
  async invite(callId: string, userIds: readonly string[]): Promise<void> {
    await this.#options.connection.request('call.invite', { callId, userIds: [...userIds] })
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
    this.rings.frame(frame)
    this.getSnapshot().current?.receive(frame)
  }

  sessionOpened(): void {
    this.rings.sessionOpened()
    this.getSnapshot().current?.sessionOpened()
  }

  sessionLost(): void {
    this.rings.sessionLost()
    this.getSnapshot().current?.sessionLost()
  }

  /** Signed out, or the client is closed. */
  end(): void {
    this.rings.clear()
    this.getSnapshot().current?.leave()
  }

  close(): void {
    this.end()
    this.#forgetPage()
  }

  #ended(call: Call): void {
    if (this.#isLeavingPage) this.#remember(call)
    else this.forgetInterrupted()
    if (this.getSnapshot().current === call) this.rings.callOver()
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

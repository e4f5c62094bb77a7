import type { AckPayload } from '#protocol/frames/client'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { delay } from '#sdk/connection/backoff'
import { isPassing, RequestFailed } from '#sdk/failure'

export type Sent = AckPayload<'message.send'>

export type Outgoing = {
  readonly key: string
  readonly text: string
  readonly replyTo: string | null
  readonly createdAt: number
  /** queued: not on the wire, or it is unknown what became of it. sent: acked, its event is still to come. */
  readonly state: 'queued' | 'sending' | 'sent' | 'failed'
  readonly tries: number
  readonly sent: Sent | null
  readonly error: RequestFailed | null
  /** A failed one stays below what was newest when it failed. */
  readonly anchor: number
}

export type OutboxOptions = {
  readonly roomId: string
  readonly connection: Pick<Connection, 'exchange' | 'isOnline'>
  readonly clock: Clock
  readonly random: () => number
  readonly uuid: () => string
  /** The newest seq of the room that was seen. */
  newest(): number
  changed(): void
}

/** The server recognises a resend for 48 h; past this it could become a second message. */
export const resendableMs = 47 * 3_600_000
const answerMs = 15_000

/**
 * What this client says in one room, in the order it was said. One message is on the wire at a time: a refusal that passes
 * (busy, rate limit) or a cut connection between two pipelined sends could let the second overtake the first. The price is a
 * round trip per message of one room; rooms do not wait for each other. A message is sent again, with its key, until acked.
 */
export class Outbox {
  readonly #options: OutboxOptions
  #entries: readonly Outgoing[] = []
  #busy = false
  #waits = 0
  #cancelWait = (): void => undefined

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  get entries(): readonly Outgoing[] {
    return this.#entries
  }

  add(text: string, replyTo: string | null): string {
    const { uuid, clock } = this.#options
    const key = uuid()
    const entry: Outgoing = { key, text, replyTo, createdAt: clock.now(), state: 'queued', tries: 0, sent: null, error: null, anchor: 0 }
    this.#set([...this.#entries, entry])
    this.pump()
    return key
  }

  /** A failed message goes to the end of the line, with the same key while the server would recognise it. */
  retry(key: string): void {
    const entry = this.#entries.find((each) => each.key === key && each.state === 'failed')
    if (!entry) return
    const { clock, uuid } = this.#options
    const old = clock.now() - entry.createdAt > resendableMs
    const again: Outgoing = { ...entry, state: 'queued', error: null, ...(old ? { key: uuid(), createdAt: clock.now(), tries: 0 } : {}) }
    this.#set([...this.#entries.filter((each) => each !== entry), again])
    this.pump()
  }

  discard(key: string): void {
    this.#set(this.#entries.filter((each) => each.key !== key || each.state !== 'failed'))
  }

  /** The events up to `seq` were applied: what was acked at or below it is drawn as a message now. */
  settle(seq: number): void {
    if (this.#entries.some((each) => each.sent && each.sent.seq <= seq))
      this.#set(this.#entries.filter((each) => !each.sent || each.sent.seq > seq))
  }

  /** Sends the next one if the line is free; called when the connection is back. */
  pump(): void {
    const { connection, clock, roomId } = this.#options
    if (this.#busy || !connection.isOnline) return
    const next = this.#entries.find(({ state }) => state === 'queued')
    if (!next) return
    if (clock.now() - next.createdAt > resendableMs) {
      this.#fail(next.key, new RequestFailed('expired', 'The message waited too long to be sent safely'))
      return this.pump()
    }
    this.#busy = true
    this.#cancelWait()
    this.#change(next.key, { state: 'sending', tries: next.tries + 1 })
    const payload = { roomId, text: next.text, idempotencyKey: next.key, ...(next.replyTo === null ? {} : { replyTo: next.replyTo }) }
    connection.exchange(
      'message.send',
      payload,
      (outcome) => {
        this.#busy = false
        if (outcome.ok) {
          this.#waits = 0
          this.#change(next.key, { state: 'sent', sent: outcome.payload })
        } else if (isPassing(outcome.failed)) return this.#wait(next.key, outcome.failed)
        else this.#fail(next.key, outcome.failed)
        this.pump()
      },
      answerMs,
    )
  }

  /** Signed out: nothing of this is anybody's any more. */
  clear(): void {
    this.#cancelWait()
    this.#entries = []
  }

  #wait(key: string, failed: RequestFailed): void {
    const { clock, random } = this.#options
    this.#change(key, { state: 'queued' })
    if (failed.code === 'offline') return
    this.#cancelWait()
    this.#cancelWait = clock.after(delay(this.#waits++, random, failed.retryAfterMs ?? 0), () => this.pump())
  }

  #fail(key: string, error: RequestFailed): void {
    this.#change(key, { state: 'failed', error, anchor: this.#options.newest() })
  }

  #change(key: string, change: Partial<Outgoing>): void {
    this.#set(this.#entries.map((each) => (each.key === key ? { ...each, ...change } : each)))
  }

  #set(entries: readonly Outgoing[]): void {
    this.#entries = entries
    this.#options.changed()
  }
}

import type { AckPayload } from '#protocol/frames/client'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { delay } from '#sdk/connection/backoff'
import { isPassing, RequestFailed } from '#sdk/failure'
import type { Unsent, Written } from './written'

export type Sent = AckPayload<'message.send'>

export type Outgoing = {
  readonly key: string
  readonly text: string
  readonly replyTo: string | null
  readonly createdAt: number
  /** Larger than those of what was said before. */
  readonly place: number
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
  readonly written: Pick<Written, 'keep' | 'drop'>
  /** The newest seq of the room that was seen. */
  newest(): number
  changed(): void
}

/** The server recognises a resend for 48 h; past this it could become a second message. */
export const resendableMs = 47 * 3_600_000
const answerMs = 15_000
/** A message from further ahead than this was written under another clock: how old it is nobody knows. */
const aheadMs = 3_600_000

/**
 * What this client says in one room, in the order it was said. One message is on the wire at a time: a refusal that passes
 * (busy, rate limit) or a cut connection between two pipelined sends could let the second overtake the first. The price is a
 * round trip per message of one room; rooms do not wait for each other. A message is sent again, with its key, until acked, and
 * lies in storage until then. Tabs that send the same line each send it in order: whoever sends a message has an ack of the one before.
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
    const [key, createdAt, place] = [uuid(), clock.now(), this.#end()]
    const entry: Outgoing = { key, text, replyTo, createdAt, place, state: 'queued', tries: 0, sent: null, error: null, anchor: 0 }
    this.#keep(entry)
    this.#set([...this.#entries, entry])
    this.pump()
    return key
  }

  /** What lies in storage and is not here: written before a reload, or in a tab that is gone. It may have been on the wire. */
  restore(kept: readonly Unsent[]): void {
    const known = new Set(this.#entries.map(({ key }) => key))
    const more = kept.filter(({ key }) => !known.has(key)).map((each) => this.#restored(each))
    if (more.length === 0) return
    this.#set([...this.#entries, ...more].toSorted((a, b) => a.place - b.place))
    this.pump()
  }

  /** Another tab sent or discarded it. */
  dropped(key: string): void {
    const gone = (each: Outgoing): boolean => each.key === key && (each.state === 'queued' || each.state === 'failed')
    if (this.#entries.some(gone)) this.#set(this.#entries.filter((each) => !gone(each)))
  }

  /** A failed message goes to the end of the line, with the same key while the server would recognise it. */
  retry(key: string): void {
    const entry = this.#entries.find((each) => each.key === key && each.state === 'failed')
    if (!entry) return
    const { clock, uuid, written, roomId } = this.#options
    const anew = this.#isOld(entry) ? { key: uuid(), createdAt: clock.now(), tries: 0 } : {}
    const again: Outgoing = { ...entry, state: 'queued', error: null, place: this.#end(), ...anew }
    if (again.key !== key) written.drop(roomId, key)
    this.#keep(again)
    this.#set([...this.#entries.filter((each) => each !== entry), again])
    this.pump()
  }

  discard(key: string): void {
    const failed = this.#entries.find((each) => each.key === key && each.state === 'failed')
    if (!failed) return
    this.#options.written.drop(this.#options.roomId, key)
    this.#set(this.#entries.filter((each) => each !== failed))
  }

  /** The events up to `seq` were applied: what was acked at or below it is drawn as a message now. */
  settle(seq: number): void {
    if (this.#entries.some((each) => each.sent && each.sent.seq <= seq))
      this.#set(this.#entries.filter((each) => !each.sent || each.sent.seq > seq))
  }

  /** Sends the next one if the line is free; called when the connection is back. */
  pump(): void {
    const { connection, written, roomId } = this.#options
    if (this.#busy || !connection.isOnline) return
    const next = this.#entries.find(({ state }) => state === 'queued')
    if (!next) return
    if (this.#isOld(next)) {
      this.#fail(next.key, expired())
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
          written.drop(roomId, next.key)
          this.#change(next.key, { state: 'sent', sent: outcome.payload })
        } else if (isPassing(outcome.failed) || outcome.failed.code === 'stopped') return this.#wait(next.key, outcome.failed)
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
    // the next session takes it up, of this client or of the next one
    if (failed.code === 'offline' || failed.code === 'stopped') return
    this.#cancelWait()
    this.#cancelWait = clock.after(delay(this.#waits++, random, failed.retryAfterMs ?? 0), () => this.pump())
  }

  #fail(key: string, error: RequestFailed): void {
    this.#change(key, { state: 'failed', error, anchor: this.#options.newest() })
    const failed = this.#entries.find((each) => each.key === key)
    if (failed) this.#keep(failed)
  }

  #isOld({ createdAt }: Pick<Outgoing, 'createdAt'>): boolean {
    const age = this.#options.clock.now() - createdAt
    return age > resendableMs || age < -aheadMs
  }

  /** The place after all there are. */
  #end(): number {
    return this.#entries.reduce((end, { place }) => Math.max(end, place + 1), this.#options.clock.now())
  }

  #keep({ key, text, replyTo, createdAt, place, error, anchor }: Outgoing): void {
    const failed = error && { code: error.code, message: error.message, anchor }
    this.#options.written.keep({ roomId: this.#options.roomId, key, text, replyTo, createdAt, place, failed })
  }

  #restored({ key, text, replyTo, createdAt, place, failed }: Unsent): Outgoing {
    const entry = { key, text, replyTo, createdAt, place, tries: 1, sent: null }
    if (failed) return { ...entry, state: 'failed', error: new RequestFailed(failed.code, failed.message), anchor: failed.anchor }
    if (this.#isOld(entry)) return { ...entry, state: 'failed', error: expired(), anchor: this.#options.newest() }
    return { ...entry, state: 'queued', error: null, anchor: 0 }
  }

  #change(key: string, change: Partial<Outgoing>): void {
    this.#set(this.#entries.map((each) => (each.key === key ? { ...each, ...change } : each)))
  }

  #set(entries: readonly Outgoing[]): void {
    this.#entries = entries
    this.#options.changed()
  }
}

function expired(): RequestFailed {
  return new RequestFailed('expired', 'The message waited too long to be sent safely')
}

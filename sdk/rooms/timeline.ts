import type { Author, Message } from '#protocol/models'
import type { Outgoing } from './outbox'
import type { TimelineItem } from './snapshots'

/**
 * Draws committed messages and my own on their way as one list. A message's event may come before its ack and does not carry
 * the key, so until the ack says which one it is, my own new message stands for the first pending one with its text.
 */
export class Timeline {
  readonly #roomId: string
  readonly #items = new WeakMap<Message, TimelineItem>()
  readonly #pendingItems = new WeakMap<Outgoing, TimelineItem>()
  /** messageId -> key of the pending item it was */
  readonly #keys = new Map<string, string>()
  /** key -> messageId, a guess until acked */
  readonly #guesses = new Map<string, string>()

  constructor(roomId: string) {
    this.#roomId = roomId
  }

  /** A message of mine arrived. */
  guess(message: Message, entries: readonly Outgoing[]): void {
    if (this.#keys.has(message.id)) return
    const entry = entries.find(
      (each) => each.state !== 'failed' && each.tries > 0 && !each.sent && !this.#guesses.has(each.key) && each.text === message.text,
    )
    if (!entry) return
    this.#guesses.set(entry.key, message.id)
    this.#keys.set(message.id, entry.key)
  }

  /** What the acks say. */
  learn(entries: readonly Outgoing[]): void {
    for (const { key, sent, state } of entries) {
      const guess = this.#guesses.get(key)
      if (guess !== undefined && (state === 'failed' || (sent && sent.messageId !== guess))) {
        this.#guesses.delete(key)
        this.#keys.delete(guess)
      }
      if (sent) this.#keys.set(sent.messageId, key)
    }
  }

  draw(messages: readonly Message[], entries: readonly Outgoing[], me: Author): readonly TimelineItem[] {
    const committed = messages.map((message) => this.#item(message))
    if (entries.length === 0) return committed
    const drawn = new Set(committed.map(({ key }) => key))
    const pending = entries.filter(({ key }) => !drawn.has(key))
    const waiting = pending.filter(({ state }) => state !== 'failed').map((entry) => this.#pending(entry, me))
    const failed = pending.filter(({ state }) => state === 'failed')
    if (failed.length === 0) return [...committed, ...waiting]
    const merged: TimelineItem[] = []
    for (const item of committed) {
      while (failed[0] && failed[0].anchor < item.message.seq) merged.push(this.#pending(failed.shift() as Outgoing, me))
      merged.push(item)
    }
    return [...merged, ...failed.map((entry) => this.#pending(entry, me)), ...waiting]
  }

  #item(message: Message): TimelineItem {
    let item = this.#items.get(message)
    const key = this.#keys.get(message.id) ?? message.id
    if (item?.key !== key) {
      item = { key, message, delivery: 'sent', error: null }
      this.#items.set(message, item)
    }
    return item
  }

  #pending(entry: Outgoing, author: Author): TimelineItem {
    let item = this.#pendingItems.get(entry)
    if (!item) {
      const { key, text, replyTo, state, sent, error } = entry
      const createdAt = sent?.createdAt ?? new Date(entry.createdAt).toISOString()
      const message = {
        id: key,
        roomId: this.#roomId,
        seq: 0,
        no: 0,
        author,
        text,
        createdAt,
        editedAt: null,
        deletedAt: null,
        replyTo,
        threadId: null,
      }
      item = { key, message, delivery: state === 'failed' || state === 'sent' ? state : 'sending', error }
      this.#pendingItems.set(entry, item)
    }
    return item
  }
}

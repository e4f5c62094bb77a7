import type { Message } from '#protocol/models'

export type Page = { readonly items: readonly Message[]; readonly hasMore: boolean; readonly head: number }

type Change = { readonly seq: number; readonly messageId: string; readonly to: (message: Message) => Message }

/**
 * The loaded end of a room's history: ascending, without holes, up to the live end. Applying a message or a change it has
 * already changes nothing.
 */
export class HistoryWindow {
  #messages: readonly Message[] = []
  #ids = new Set<string>()
  #asOf = 0
  #hasOlder = true
  /** Changes to messages not loaded, kept while an older page is on its way: the page may have been read before them. */
  #late: Change[] | null = null

  get messages(): readonly Message[] {
    return this.#messages
  }

  get hasOlder(): boolean {
    return this.#hasOlder
  }

  get oldestSeq(): number | null {
    return this.#messages[0]?.seq ?? null
  }

  /** Starts over from the newest page. */
  reset(page: Page): void {
    this.#messages = page.items
    this.#ids = new Set(page.items.map(({ id }) => id))
    this.#asOf = page.head
    this.#hasOlder = page.hasMore
    this.#late = null
  }

  add(message: Message): boolean {
    if (this.#ids.has(message.id) || message.seq <= this.#asOf) return false
    this.#ids.add(message.id)
    this.#messages = [...this.#messages, message]
    return true
  }

  /** The event at `seq` gave the message another content. */
  change(seq: number, messageId: string, to: (message: Message) => Message): boolean {
    if (seq <= this.#asOf) return false
    if (!this.#ids.has(messageId)) {
      this.#late?.push({ seq, messageId, to })
      return false
    }
    this.#messages = this.#messages.map((message) => (message.id === messageId ? to(message) : message))
    return true
  }

  expectOlder(): void {
    this.#late = []
  }

  /** Puts the page that ends just before the oldest message in front; null = it could not be loaded. */
  prepend(page: Page | null): void {
    const late = this.#late ?? []
    this.#late = null
    if (!page) return
    const older = page.items.filter(({ id }) => !this.#ids.has(id))
    const changed = older.map((message) =>
      late.filter(({ seq, messageId }) => messageId === message.id && seq > page.head).reduce((now, { to }) => to(now), message),
    )
    for (const { id } of older) this.#ids.add(id)
    this.#messages = [...changed, ...this.#messages]
    this.#hasOlder = page.hasMore
  }

  /** Forgets all but the newest `count`: nobody looks. */
  trim(count: number): void {
    if (this.#messages.length <= count || this.#late) return
    this.#messages = this.#messages.slice(-count)
    this.#ids = new Set(this.#messages.map(({ id }) => id))
    this.#hasOlder = true
  }
}

import type { StreamEvent } from '#protocol/frames/server'
import type { Message } from '#protocol/models'
import type { Api } from '#sdk/api/api'
import { HistoryWindow, type Page } from './window'

const pageSize = 50

/** Loading, and keeping whole what was loaded, while events go on arriving. */
export class History {
  readonly #roomId: string
  readonly #api: Api
  readonly #window = new HistoryWindow()
  #state: 'none' | 'loading' | 'ready' = 'none'
  /** Message events that came while the newest page was on its way: it may have been read before them. */
  #during: StreamEvent[] = []
  #loadingOlder = false
  /** Grows with every load: an answer to an older one is not for this window. */
  #run = 0

  constructor(roomId: string, api: Api) {
    this.#roomId = roomId
    this.#api = api
  }

  get messages(): readonly Message[] {
    return this.#window.messages
  }

  get hasOlder(): boolean {
    return this.#window.hasOlder
  }

  get isLoadingOlder(): boolean {
    return this.#loadingOlder
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  get isWanted(): boolean {
    return this.#state !== 'none'
  }

  /** The newest page; call only while the stream is live, so that what comes after it arrives as events. */
  async load(): Promise<void> {
    if (this.#state === 'loading') return
    this.#state = 'loading'
    this.#during = []
    const run = ++this.#run
    try {
      const page = await this.#api.messages.page(this.#roomId, { limit: pageSize })
      if (run === this.#run) this.replace(page)
    } catch (error) {
      if (run !== this.#run) return
      this.#state = 'none'
      throw error
    }
  }

  newestPage(): Promise<Page> {
    return this.#api.messages.page(this.#roomId, { limit: pageSize })
  }

  /** Starts over from a newest page. */
  replace(page: Page): void {
    this.#run++
    this.#window.reset(page)
    this.#state = 'ready'
    this.#loadingOlder = false
    const during = this.#during
    this.#during = []
    for (const event of during) this.apply(event)
  }

  /** Puts the page before the oldest message in front; false = there is nothing to do. */
  async older(started: () => void): Promise<boolean> {
    const before = this.#window.oldestSeq
    if (this.#loadingOlder || !this.isReady || !this.hasOlder || before === null) return false
    const run = this.#run
    this.#loadingOlder = true
    this.#window.expectOlder()
    started()
    try {
      const page = await this.#api.messages.page(this.#roomId, { before, limit: pageSize })
      if (run === this.#run) this.#window.prepend(page)
    } catch (error) {
      if (run === this.#run) this.#window.prepend(null)
      throw error
    } finally {
      if (run === this.#run) this.#loadingOlder = false
    }
    return true
  }

  /** A message event, in order; true = the window changed. */
  apply(event: StreamEvent): boolean {
    if (this.#state === 'none') return false
    if (this.#state === 'loading') {
      this.#during.push(event)
      return false
    }
    switch (event.type) {
      case 'message.new':
        return this.#window.add(event.payload.message)
      case 'message.edited': {
        const { message } = event.payload
        return this.#window.change(event.seq, message.id, () => message)
      }
      case 'message.deleted': {
        const deletedAt = new Date().toISOString()
        return this.#window.change(event.seq, event.payload.messageId, (message) => ({
          ...message,
          text: '',
          deletedAt: message.deletedAt ?? deletedAt,
        }))
      }
      default:
        return false
    }
  }

  /** Others' messages after `readSeq` up to `head`; null where the window does not reach back that far. A page may be ahead of the cursor. */
  countBetween(readSeq: number, head: number, myId: string): number | null {
    const oldest = this.#window.oldestSeq
    if (!this.isReady || (this.hasOlder && (oldest === null || oldest > readSeq + 1))) return null
    return this.messages.filter(({ seq, author }) => seq > readSeq && seq <= head && author.id !== myId).length
  }

  trim(count: number): void {
    this.#window.trim(count)
  }

  forget(): void {
    this.#run++
    this.#state = 'none'
    this.#loadingOlder = false
    this.#window.reset({ items: [], hasMore: false, head: 0 })
  }
}

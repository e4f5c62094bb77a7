import type { StreamEvent } from '#protocol/frames/server'
import type { Author, Message, Room } from '#protocol/models'

/** One room in memory: the log, the messages it makes, keys that were used, read marks. */
export class FakeRoom {
  readonly id: string
  readonly slug: string
  readonly members = new Map<string, 'owner' | 'moderator' | 'member'>()
  readonly log: StreamEvent[] = []
  readonly reads = new Map<string, number>()
  readonly #messages = new Map<string, Message>()
  readonly #keys = new Map<string, { messageId: string; roomId: string; seq: number; createdAt: string }>()
  readonly #publish: (event: StreamEvent) => void
  topic = ''
  #no = 0

  constructor(id: string, slug: string, publish: (event: StreamEvent) => void) {
    this.id = id
    this.slug = slug
    this.#publish = publish
  }

  get head(): number {
    return this.log.length
  }

  get messages(): Message[] {
    return [...this.#messages.values()]
  }

  /** Equal keys get equal answers. */
  post(
    author: Author,
    text: string,
    key: string,
    createdAt: string,
  ): { messageId: string; roomId: string; seq: number; createdAt: string } {
    const known = this.#keys.get(`${author.id} ${key}`)
    if (known) return known
    const seq = this.head + 1
    const id = `m-${this.slug}-${seq}`
    const at = { id, roomId: this.id, seq, no: ++this.#no, author, text, createdAt }
    const message: Message = { ...at, editedAt: null, deletedAt: null, replyTo: null, threadId: null }
    this.#messages.set(id, message)
    this.#append('message.new', { message })
    const answer = { messageId: id, roomId: this.id, seq, createdAt }
    this.#keys.set(`${author.id} ${key}`, answer)
    return answer
  }

  edit(messageId: string, text: string, editedAt: string): void {
    const message = this.#messages.get(messageId)
    if (!message || message.deletedAt !== null) return
    const next = { ...message, text, editedAt }
    this.#messages.set(messageId, next)
    this.#append('message.edited', { message: next })
  }

  delete(messageId: string, deletedAt: string): void {
    const message = this.#messages.get(messageId)
    if (!message || message.deletedAt !== null) return
    this.#messages.set(messageId, { ...message, text: '', deletedAt })
    this.#append('message.deleted', { messageId })
  }

  join(user: Author): void {
    if (this.members.has(user.id)) return
    this.members.set(user.id, 'member')
    this.#append('member.joined', { roomId: this.id, user, role: 'member' })
  }

  retitle(topic: string): void {
    this.topic = topic
    this.#append('room.updated', { room: this.shared() })
  }

  /** Rendered from the current state, as a replay is. */
  replay(after: number): StreamEvent[] {
    return this.log.slice(after).map((event) => {
      if (event.type !== 'message.new' && event.type !== 'message.edited') return event
      const message = this.#messages.get(event.payload.message.id) as Message
      return { ...event, payload: { ...event.payload, message } }
    })
  }

  page(before: number | null, limit: number): { items: Message[]; hasMore: boolean; head: number; floor: number } {
    const all = this.messages.filter(({ seq }) => before === null || seq < before)
    return { items: all.slice(-limit), hasMore: all.length > limit, head: this.head, floor: 1 }
  }

  shared() {
    const { id, slug, topic, head } = this
    return { id, slug, name: slug, topic, kind: 'room' as const, visibility: 'open' as const, archivedAt: null, head }
  }

  seenBy(userId: string): Room {
    const readSeq = this.reads.get(userId) ?? 0
    const unread = this.messages.filter(({ seq, author }) => seq > readSeq && author.id !== userId).length
    return { ...this.shared(), myRole: this.members.get(userId) ?? null, readSeq, unread, mentions: 0 }
  }

  #append(type: StreamEvent['type'], payload: object): void {
    const at = { stream: this.id, seq: this.head + 1 }
    const event = { ...at, type, payload: { ...at, ...payload } } as StreamEvent
    this.log.push(event)
    this.#publish(event)
  }
}

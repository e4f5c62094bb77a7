import { Lost, Nacked, type RawClient } from '#test/parts/raw-client'
import { until } from '#test/parts/until'

export type Acked = { readonly text: string; readonly messageId: string; readonly seq: number }

/** Answers that mean: nothing was decided, ask again with the same key. */
const passing = ['unavailable', 'busy', 'draining', 'rate_limited']
const IN_FLIGHT = 3

/** Someone who writes as fast as acks come, and remembers what was promised to them. */
export class Talker {
  readonly client: RawClient
  readonly roomId: string
  /** What was sent and not acked yet: the text by idempotency key. */
  readonly open = new Map<string, string>()
  /** What the server promised, by key. */
  readonly acked = new Map<string, Acked>()
  readonly faults: string[] = []
  /** Nacks that asked for patience. */
  refusals = 0
  #talking = false
  #said = 0

  constructor(client: RawClient, roomId: string) {
    this.client = client
    this.roomId = roomId
  }

  /** Talks until `stop` or until the socket is lost. */
  talk(): void {
    this.#talking = true
    for (let n = 0; n < IN_FLIGHT; n++) void this.#talkOn()
  }

  stop(): void {
    this.#talking = false
  }

  /** Sends again what has no ack, with the same keys, until all is acked. Throws Lost. */
  async settle(): Promise<void> {
    await Promise.all([...this.open].map(([key, text]) => this.#sendUntilAcked(key, text)))
  }

  /** Says once more what was acked already: the answer must be the same. */
  async repeat(key: string): Promise<void> {
    const { text, ...before } = this.acked.get(key) as Acked
    const { messageId, seq } = await this.client.send(this.roomId, text, key)
    if (messageId !== before.messageId || seq !== before.seq)
      this.faults.push(`a resend of ${before.messageId} at ${before.seq} was answered ${messageId} at ${seq}`)
  }

  async #talkOn(): Promise<void> {
    while (this.#talking && this.client.open) {
      const key = crypto.randomUUID()
      const text = `${this.client.person.name}: ${this.#said++}`
      this.open.set(key, text)
      try {
        await this.#sendUntilAcked(key, text)
      } catch (error) {
        if (!(error instanceof Lost)) this.faults.push(String(error))
        return
      }
    }
  }

  async #sendUntilAcked(key: string, text: string): Promise<void> {
    for (;;) {
      try {
        const { messageId, seq } = await this.client.send(this.roomId, text, key)
        this.open.delete(key)
        this.acked.set(key, { text, messageId: messageId as string, seq: seq as number })
        return
      } catch (error) {
        if (!(error instanceof Nacked) || !passing.includes(error.code)) throw error
        this.refusals += 1
        await Bun.sleep(error.retryAfterMs || 50)
      }
    }
  }
}

/** Connects, again and again while the server is not there, and settles what is open. Throws what is not the network's fault. */
export async function comeBack({ client }: Talker, within = 20_000): Promise<void> {
  await until(
    `${client.person.name} is back`,
    async () => {
      try {
        if (!client.open) await client.connect()
        await client.loaded()
        return true
      } catch (error) {
        if (error instanceof Lost || (error instanceof Nacked && passing.includes(error.code))) {
          client.hangUp()
          return false
        }
        throw error
      }
    },
    within,
  )
}

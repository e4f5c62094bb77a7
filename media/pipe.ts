import type { types } from 'mediasoup'

/** One producer brought from its router to another. It carries nothing while nobody there takes it. */
export class Pipe {
  readonly #consumer: types.Consumer
  readonly producer: types.Producer
  /** Consumers behind it that flow. */
  readonly #flowing = new Set<string>()
  /** What its worker was told last; told one thing at a time, because an answer to the first would undo the second. */
  #paused = false
  #telling = false

  private constructor(consumer: types.Consumer, producer: types.Producer) {
    this.#consumer = consumer
    this.producer = producer
  }

  static async open(from: types.Router, producerId: string, to: types.Router, listenInfo: types.TransportListenInfo): Promise<Pipe> {
    const { pipeConsumer, pipeProducer } = await from.pipeToRouter({ producerId, router: to, enableSctp: false, listenInfo })
    const [consumer, producer] = [pipeConsumer, pipeProducer] as [types.Consumer, types.Producer]
    // an end of it went while it was laid: nobody else would close what is left, and it would be counted for ever
    if (consumer.closed || producer.closed || from.closed || to.closed) {
      consumer.close()
      producer.close()
      throw new Error('the pipe ended while it was laid')
    }
    // mediasoup's own listeners leave a rejection unheard when the other worker dies meanwhile
    const heard = consumer.observer as types.ConsumerObserver
    heard.removeAllListeners('pause').on('pause', () => void producer.pause().catch(() => {}))
    heard.removeAllListeners('resume').on('resume', () => void producer.resume().catch(() => {}))
    const pipe = new Pipe(consumer, producer)
    void pipe.#follow()
    return pipe
  }

  /** A consumer behind it begins to flow, or stops. */
  flows(consumerId: string, flowing: boolean): void {
    if (flowing) this.#flowing.add(consumerId)
    else this.#flowing.delete(consumerId)
    void this.#follow()
  }

  async #follow(): Promise<void> {
    if (this.#telling) return
    this.#telling = true
    try {
      for (;;) {
        const paused = this.#flowing.size === 0
        if (paused === this.#paused || this.#consumer.closed) break
        // also asks the sender for a key frame when it goes on
        await (paused ? this.#consumer.pause() : this.#consumer.resume())
        this.#paused = paused
      }
    } catch {
      // closed meanwhile, with its producer or its worker
    }
    this.#telling = false
  }
}

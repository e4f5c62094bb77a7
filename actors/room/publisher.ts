import { ephemeralTopic, eventTopic } from './connection'

/**
 * Puts encoded frames on the native topics of this node and remembers, per stream, the seq it published last. That position is a
 * fact about the sockets, not about an actor: a room that crashed continues where its predecessor stopped, without hole or double.
 */
export class Publisher {
  readonly #publish: (topic: string, text: string) => void
  readonly #positions = new Map<string, number>()

  constructor(publish: (topic: string, text: string) => void) {
    this.#publish = publish
  }

  /** Invariant: per stream, seq ascends by one. A caller that breaks it is a bug and throws. */
  event(stream: string, seq: number, text: string): void {
    const position = this.#positions.get(stream)
    if (position !== undefined && seq !== position + 1) throw new Error(`stream ${stream}: published ${seq} after ${position}`)
    this.#positions.set(stream, seq)
    this.#publish(eventTopic(stream), text)
  }

  ephemeral(stream: string, text: string): void {
    this.#publish(ephemeralTopic(stream), text)
  }

  /** The seq published last, or undefined when nobody on this node listens to the stream. */
  position(stream: string): number | undefined {
    return this.#positions.get(stream)
  }

  begin(stream: string, position: number): void {
    this.#positions.set(stream, position)
  }

  /** Only when no socket is subscribed any more. */
  forget(stream: string): void {
    this.#positions.delete(stream)
  }
}

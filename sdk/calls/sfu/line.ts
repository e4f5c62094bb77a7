import type { AckPayload, ClientPayload, ClientType } from '#protocol/frames/client'
import type { Clock } from '#sdk/clock'
import type { Connection } from '#sdk/connection/connection'
import { RequestFailed } from '#sdk/failure'
import { patiently } from '#sdk/calls/patiently'

export type LineOptions = {
  readonly connection: Pick<Connection, 'request' | 'isOnline' | 'subscribe' | 'getSnapshot'>
  readonly clock: Clock
  readonly callId: string
  readonly epoch: number
}

type InCall = { [T in ClientType]: ClientPayload<T> extends { callId: string; epoch: number } ? T : never }[ClientType]

/** Requests about one epoch of one call: asked through cuts of the socket until they are answered or the line is closed. */
export class Line {
  readonly #options: LineOptions
  #closed = false

  constructor(options: LineOptions) {
    this.#options = options
  }

  get clock(): Clock {
    return this.#options.clock
  }

  get isClosed(): boolean {
    return this.#closed
  }

  async ask<T extends InCall>(type: T, payload: Omit<ClientPayload<T>, 'callId' | 'epoch'>): Promise<AckPayload<T>> {
    const { connection, clock, callId, epoch } = this.#options
    const whole = { callId, epoch, ...payload } as unknown as ClientPayload<T>
    const answer = await patiently(
      connection,
      clock,
      () => this.#closed,
      () => connection.request(type, whole),
    )
    if (answer === null) throw new RequestFailed('stopped', 'The call moved on')
    return answer
  }

  close(): void {
    this.#closed = true
  }
}

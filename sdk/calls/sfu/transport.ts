import type { types } from 'mediasoup-client'
import { failure } from '#sdk/failure'
import type { Line } from './line'

export type TransportOptions = {
  readonly direction: 'send' | 'recv'
  readonly line: Line
  readonly device: Promise<types.Device>
  /** Set up, or set up anew: whatever was on the one before has to be made again. */
  readonly opened: (transport: types.Transport) => void
  readonly changed: () => void
}

type Settle = readonly [ok: () => void, no: (error: Error) => void]

const disconnectedMs = 2_500
const connectingMs = 6_000
const restartsBeforeAnew = 3
const longestMs = 8_000

/** One way to or from the SFU. ICE that breaks is restarted; where that does not help, the transport is made anew. */
export class SfuTransport {
  readonly #options: TransportOptions
  #transport: types.Transport | null = null
  /** Of the present transport. One that never came about is not restarted but made anew. */
  #everConnected = false
  #restarts = 0
  #replaced = 0
  #cancel = (): void => undefined
  #closed = false

  constructor(options: TransportOptions) {
    this.#options = options
  }

  get current(): types.Transport | null {
    return this.#transport
  }

  get state(): types.ConnectionState {
    return this.#transport?.connectionState ?? 'new'
  }

  async open(): Promise<void> {
    const { direction, line, device, opened } = this.#options
    // a send transport needs nothing of the device: asked for while that is still being made
    const asked =
      direction === 'send'
        ? line.ask('media.transport', { direction })
        : device.then(({ recvRtpCapabilities }) => line.ask('media.transport', { direction, rtpCapabilities: { ...recvRtpCapabilities } }))
    const [made, answer] = await Promise.all([device, asked])
    if (this.#closed) return
    const { transportId, ...parameters } = answer
    const options = { id: transportId, ...parameters } as unknown as types.TransportOptions
    const transport = direction === 'send' ? made.createSendTransport(options) : made.createRecvTransport(options)
    this.#transport = transport
    this.#everConnected = false
    transport.on('connect', ({ dtlsParameters }, ...settle) => this.#connect(transportId, dtlsParameters, settle))
    transport.on('connectionstatechange', () => {
      if (transport === this.#transport) this.#stateChanged(transport)
    })
    opened(transport)
  }

  /** Tells at once that it broke, for whoever knows before ICE does. */
  nudge(): void {
    if (this.state === 'failed' || this.state === 'disconnected') void this.#repair()
  }

  close(): void {
    this.#closed = true
    this.#cancel()
    this.#transport?.close()
    this.#transport = null
  }

  /** ICE need not wait for the answer: the server has the words before the first packet can reach it. */
  #connect(transportId: string, dtlsParameters: types.DtlsParameters, [ok]: Settle): void {
    this.#options.line
      .ask('media.connect', { transportId, dtlsParameters: { ...dtlsParameters } })
      .catch((error: unknown) => this.#refused(failure(error).code))
    ok()
  }

  #stateChanged(transport: types.Transport): void {
    const state = transport.connectionState
    this.#cancel()
    if (state === 'connected') {
      this.#everConnected = true
      this.#restarts = this.#replaced = 0
    } else if (state === 'failed') void this.#repair()
    else if (state === 'disconnected') this.#after(disconnectedMs)
    else if (state === 'connecting') this.#after(connectingMs)
    this.#options.changed()
  }

  #after(ms: number): void {
    this.#cancel()
    this.#cancel = this.#options.line.clock.after(ms, () => void this.#repair())
  }

  async #repair(): Promise<void> {
    const transport = this.#transport
    if (this.#closed || !transport || transport.connectionState === 'connected') return
    if (!this.#everConnected || ++this.#restarts > restartsBeforeAnew) return this.#anew()
    this.#after(Math.min(longestMs, 2_000 * 2 ** this.#restarts))
    try {
      const { iceParameters } = await this.#options.line.ask('media.restart-ice', { transportId: transport.id })
      await transport.restartIce({ iceParameters: iceParameters as unknown as types.IceParameters })
    } catch (error) {
      if (!this.#closed && transport === this.#transport) this.#refused(failure(error).code)
    }
  }

  #refused(code: string): void {
    // of an epoch that is over: the one that follows has transports of its own
    if (this.#closed || code === 'stale_epoch' || code === 'media_unavailable' || code === 'stopped' || code === 'call_not_joined') return
    this.#after(500)
    this.#restarts = restartsBeforeAnew
  }

  #anew(): void {
    this.#cancel()
    this.#transport?.close()
    this.#transport = null
    this.#restarts = 0
    this.#options.changed()
    const wait = Math.min(longestMs, 500 * 2 ** this.#replaced++)
    this.#cancel = this.#options.line.clock.after(wait, () => {
      this.open().catch((error: unknown) => {
        const { code } = failure(error)
        if (!this.#closed && code !== 'stale_epoch' && code !== 'stopped' && code !== 'media_unavailable') this.#anew()
      })
    })
  }
}

import { Device, type types } from 'mediasoup-client'
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler'
import {
  generateConsumerRemoteParameters,
  generateLocalDtlsParameters,
  generateNativeRtpCapabilities,
  generateRouterRtpCapabilities,
  generateTransportRemoteParameters,
} from 'mediasoup-client/fakeParameters'
import type { ClientType } from '#protocol/frames/client'
import type { ServerPayload } from '#protocol/frames/server'
import type { SfuLibrary } from '#sdk/calls/sfu/library'
import type { RequestFailed } from '#sdk/failure'
import { Value } from '#sdk/observable'

/** A track without a device behind it. */
export class FakeTrack extends EventTarget {
  readonly id = crypto.randomUUID()
  readonly kind: string
  readyState = 'live'
  enabled = true

  constructor(kind: string) {
    super()
    this.kind = kind
  }

  getSettings(): object {
    return { width: 1_280, height: 720 }
  }

  stop(): void {
    this.readyState = 'ended'
  }
}

export type Asked = { readonly type: ClientType; readonly payload: Record<string, unknown> }

/** The SFU's side of the signaling, and mediasoup-client on a browser that is not there. */
export class FakeSfu {
  readonly asked: Asked[] = []
  readonly handlers: FakeHandler[] = []
  /** Answers with this instead, once each. */
  readonly refusals = new Map<ClientType, RequestFailed>()
  readonly capabilities = generateRouterRtpCapabilities()
  readonly #state = new Value({ status: 'online' as const })
  #count = 0

  readonly library: SfuLibrary = {
    warm: () => undefined,
    device: async (routerRtpCapabilities) => {
      const factory = FakeHandler.createFactory({
        generateNativeRtpCapabilities,
        generateLocalDtlsParameters,
      } as Parameters<typeof FakeHandler.createFactory>[0])
      const device = new Device({
        handlerFactory: {
          ...factory,
          factory: (options) => {
            const handler = factory.factory(options) as FakeHandler
            this.handlers.push(handler)
            return handler
          },
        },
      })
      await device.load({ routerRtpCapabilities })
      return device
    },
  }

  readonly connection = {
    isOnline: true,
    subscribe: this.#state.subscribe,
    getSnapshot: this.#state.getSnapshot,
    request: async (type: ClientType, payload: Record<string, unknown>): Promise<unknown> => {
      this.asked.push({ type, payload })
      await Promise.resolve()
      const refusal = this.refusals.get(type)
      if (refusal) {
        this.refusals.delete(type)
        throw refusal
      }
      const id = `${type}-${++this.#count}`
      if (type === 'media.transport') {
        const { id: _id, ...parameters } = generateTransportRemoteParameters()
        return { transportId: id, ...parameters, iceServers: [] }
      }
      if (type === 'media.produce') return { producerId: id }
      if (type === 'media.restart-ice') return { iceParameters: generateTransportRemoteParameters().iceParameters }
      return {}
    },
  }

  types(): ClientType[] {
    return this.asked.map(({ type }) => type)
  }

  of(type: ClientType): Record<string, unknown>[] {
    return this.asked.filter((each) => each.type === type).map(({ payload }) => payload)
  }

  /** Somebody's track as the server announces it. */
  consumer(participantId: string, source: 'mic' | 'camera', consumerId: string): ServerPayload<'media.consumer'> {
    const made = generateConsumerRemoteParameters({ id: consumerId, codecMimeType: source === 'mic' ? 'audio/opus' : 'video/VP8' })
    const { producerId, kind, rtpParameters } = made as types.ConsumerOptions
    return {
      callId: 'call',
      epoch: 2,
      consumerId,
      producerId: String(producerId),
      participantId,
      source,
      kind,
      rtpParameters: { ...rtpParameters },
      type: 'simple',
      producerPaused: false,
    }
  }
}

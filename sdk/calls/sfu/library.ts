import type * as Library from 'mediasoup-client'
import type { types } from 'mediasoup-client'
import type { HandlerFactory } from 'mediasoup-client/handlers/HandlerInterface'

/** mediasoup-client, which not every page needs: loaded with the first call that may go over the SFU. */
export type SfuLibrary = {
  /** Loads ahead of need, and finds out what this browser can. */
  warm(): void
  /** What this browser and this router both can. */
  device(routerRtpCapabilities: types.RtpCapabilities): Promise<types.Device>
}

type Loaded = { readonly Device: typeof Library.Device; readonly handlerFactory: HandlerFactory | undefined }

/** The library as a browser loads it; a device serves every call whose router can the same. */
export function browserSfu(): SfuLibrary {
  let loaded: Promise<Loaded> | null = null
  const devices = new Map<string, Promise<types.Device>>()
  const load = (): Promise<Loaded> => {
    loaded ??= loadLibrary()
    loaded.catch(() => (loaded = null)) // asked for again with the next call
    return loaded
  }
  const create = async (routerRtpCapabilities: types.RtpCapabilities): Promise<types.Device> => {
    const { Device, handlerFactory } = await load()
    const device = await Device.factory(handlerFactory ? { handlerFactory } : {})
    await device.load({ routerRtpCapabilities })
    return device
  }
  return {
    warm: () => void load().catch(() => undefined),
    device(routerRtpCapabilities) {
      const key = JSON.stringify(routerRtpCapabilities)
      const known = devices.get(key)
      if (known) return known
      const made = create(routerRtpCapabilities)
      devices.set(key, made)
      made.catch(() => devices.delete(key))
      return made
    },
  }
}

async function loadLibrary(): Promise<Loaded> {
  const { Device, detectDevice } = await import('mediasoup-client')
  if (detectDevice() !== 'Chrome111') return { Device, handlerFactory: undefined }
  const { Chrome111 } = await import('mediasoup-client/handlers/Chrome111')
  return { Device, handlerFactory: askedOnce(Chrome111.createFactory({})) }
}

/** What the browser can takes two connections to find out: done once, and before anybody waits for it. */
function askedOnce(factory: HandlerFactory): HandlerFactory {
  const answers = new Map<string, Promise<types.RtpCapabilities>>()
  const ask: HandlerFactory['getNativeRtpCapabilities'] = (options) => {
    const answer = answers.get(options.direction) ?? factory.getNativeRtpCapabilities(options)
    answers.set(options.direction, answer)
    return answer
  }
  for (const direction of ['recvonly', 'sendonly'] as const) ask({ direction }).catch(() => answers.delete(direction))
  return { ...factory, getNativeRtpCapabilities: ask }
}

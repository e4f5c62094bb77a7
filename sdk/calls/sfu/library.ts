import type * as Library from 'mediasoup-client'
import type { types } from 'mediasoup-client'

/** mediasoup-client, which not every page needs: loaded with the first call that goes over the SFU. */
export type SfuLibrary = {
  /** Loads ahead of need. */
  warm(): void
  /** What this browser and this router both can. */
  device(routerRtpCapabilities: types.RtpCapabilities): Promise<types.Device>
}

/** The library as a browser loads it; a device serves every call whose router can the same. */
export function browserSfu(): SfuLibrary {
  let library: Promise<typeof Library> | null = null
  const devices = new Map<string, Promise<types.Device>>()
  const load = (): Promise<typeof Library> => {
    library ??= import('mediasoup-client')
    library.catch(() => (library = null)) // asked for again with the next call
    return library
  }
  const create = async (routerRtpCapabilities: types.RtpCapabilities): Promise<types.Device> => {
    const { Device } = await load()
    const device = await Device.factory()
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

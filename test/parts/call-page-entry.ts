import { createClient } from '#sdk/client'
import { browserStorage, tabStorage } from '#sdk/storage'

Object.assign(globalThis, {
  sdk: { createClient: () => createClient({ baseUrl: location.origin, storage: browserStorage(), tabStorage: tabStorage() }) },
})

import { createClient } from '#sdk/client'
import { browserStorage, tabStorage } from '#sdk/storage'
import { CallWatch } from './call-watch'

const watch = new CallWatch()
watch.install()

Object.assign(globalThis, {
  watch,
  sdk: { createClient: () => createClient({ baseUrl: location.origin, storage: browserStorage(), tabStorage: tabStorage() }) },
})

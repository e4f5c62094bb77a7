import { createClient } from '#sdk/client'

Object.assign(globalThis, { sdk: { createClient } })

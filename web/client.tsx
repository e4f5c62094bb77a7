import { createContext, use, useSyncExternalStore, type ReactNode } from 'react'
import { createClient, type Client } from '#sdk/client'
import type { Observable } from '#sdk/observable'
import { browserStorage, tabStorage } from '#sdk/storage'
import { webMedia } from './call/microphone'
import { deviceName } from './device-name'

const ClientContext = createContext<Client | null>(null)

/** The one client of this page: it keeps the tokens, the socket and everything known about rooms. */
export function startClient(): Client {
  return createClient({
    baseUrl: location.origin,
    storage: browserStorage(),
    tabStorage: tabStorage(),
    media: webMedia(),
    deviceName: deviceName(navigator.userAgent),
  })
}

export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>
}

export function useClient(): Client {
  const client = use(ClientContext)
  if (client === null) throw new Error('useClient outside of ClientProvider')
  return client
}

/** Reads a value of the sdk and draws again when it changes. */
export function useValue<T>(value: Observable<T>): T {
  return useSyncExternalStore(value.subscribe, value.getSnapshot)
}

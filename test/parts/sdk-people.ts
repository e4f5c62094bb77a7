import { createClient, type Client, type ClientOptions } from '#sdk/client'
import { when } from '#sdk/observable'
import type { RoomStore } from '#sdk/rooms/room'

let count = 0

/** A new account on the product's own client, signed in and online through `url`. */
export async function newPerson(url: string, name: string, options: Partial<ClientOptions> = {}): Promise<Client> {
  const client = createClient({ baseUrl: url, ...options })
  const email = `${name.toLowerCase().replaceAll(' ', '-')}-${process.pid}-${++count}@example.org`
  await client.accounts.register({ email, password: 'password123', name })
  await online(client)
  return client
}

export async function online(client: Client): Promise<void> {
  await soon(
    `${client.connection.getSnapshot().status}: online`,
    when(client.connection, ({ status }) => status === 'online'),
  )
}

/** The room opened and its history there. */
export async function enter(client: Client, slug = 'general'): Promise<RoomStore> {
  await soon(
    'the list of rooms',
    when(client.rooms, ({ rooms }) => rooms.some((room) => room.slug === slug)),
  )
  const store = client.rooms.room(client.rooms.bySlug(slug)?.id ?? '')
  store.open()
  await soon(
    `history of ${slug}`,
    when(store, ({ status }) => status === 'ready'),
  )
  return store
}

export function texts(store: RoomStore): string[] {
  return store.getSnapshot().timeline.map(({ message }) => message.text)
}

/** Everything of mine is acked and seen. */
export async function settled(store: RoomStore): Promise<void> {
  await soon(
    'everything sent',
    when(store, ({ timeline }) => timeline.every(({ delivery, message }) => delivery === 'sent' && message.seq > 0)),
  )
}

/** Fails with a name instead of hanging. */
export async function soon<T>(what: string, promise: Promise<T>, ms = 20_000): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not happen within ${ms} ms: ${what}`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
